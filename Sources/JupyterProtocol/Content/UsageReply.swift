// SPDX-License-Identifier: Apache-2.0

/// Content of `usage_reply`, which only ipykernel defines; it has no `status`.
public struct UsageReply: Sendable, Encodable {
  /// Bytes.
  public struct HostMemory: Sendable, Encodable {
    public var total, available, used, free: Int
    /// Of what is not available, in percent of the total.
    public var percent: Double

    public init(total: Int, available: Int, free: Int) {
      (self.total, self.available, self.free) = (total, available, free)
      used = total - available
      percent = total > 0 ? 100 * Double(used) / Double(total) : 0
    }
  }

  public var hostname: String
  public var pid: Int32
  /// In percent of one core.
  public var cpuPercent: Double
  /// Bytes in memory.
  public var memory: Int
  public var cores: Int
  public var hostMemory: HostMemory

  public init(
    hostname: String, pid: Int32, cpuPercent: Double, memory: Int, cores: Int, host: HostMemory
  ) {
    (self.hostname, self.pid, self.cpuPercent) = (hostname, pid, cpuPercent)
    (self.memory, self.cores, hostMemory) = (memory, cores, host)
  }

  private enum CodingKeys: String, CodingKey {
    case hostname, pid
    case cpuPercent = "kernel_cpu"
    case memory = "kernel_memory"
    case cores = "cpu_count"
    case hostMemory = "host_virtual_memory"
  }
}
