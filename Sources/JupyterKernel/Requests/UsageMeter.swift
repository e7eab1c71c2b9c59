// SPDX-License-Identifier: Apache-2.0

import Glibc
import JupyterProtocol
import Synchronization

/// Reads what this process and its host use, from `/proc` (the `usage_request` of ipykernel).
final class UsageMeter: Sendable {
  private struct Sample {
    var cpuSeconds: Double
    var moment: ContinuousClock.Instant
  }

  private let last = Mutex(Sample(cpuSeconds: 0, moment: .now))

  /// CPU is the share of one core used since the last reading, or since the start.
  func read() -> UsageReply {
    let now = Sample(cpuSeconds: UsageMeter.cpuSeconds(), moment: .now)
    let before = last.withLock { last in
      defer { last = now }
      return last
    }
    let elapsed = (now.moment - before.moment) / .seconds(1)
    let share = elapsed > 0 ? (now.cpuSeconds - before.cpuSeconds) / elapsed : 0
    return UsageReply(
      hostname: UsageMeter.hostname(), pid: getpid(), cpuPercent: 100 * share,
      memory: UsageMeter.residentMemory(), cores: sysconf(Int32(_SC_NPROCESSORS_ONLN)),
      host: UsageMeter.hostMemory())
  }

  private static func cpuSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  private static func hostname() -> String {
    var name = [CChar](repeating: 0, count: 256)
    gethostname(&name, name.count - 1)
    return String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  /// Bytes.
  static func residentMemory() -> Int {
    let pages = text(of: "/proc/self/statm").split(separator: " ").dropFirst().first
    return (pages.flatMap { Int($0) } ?? 0) * sysconf(Int32(_SC_PAGESIZE))
  }

  private static func hostMemory() -> UsageReply.HostMemory {
    var kibibytes: [Substring: Int] = [:]
    for line in text(of: "/proc/meminfo").split(separator: "\n") {
      let words = line.split { $0 == ":" || $0 == " " }
      if words.count >= 2 { kibibytes[words[0]] = Int(words[1]) }
    }
    let (total, available) = (kibibytes["MemTotal"] ?? 0, kibibytes["MemAvailable"] ?? 0)
    return UsageReply.HostMemory(
      total: total << 10, available: available << 10, free: (kibibytes["MemFree"] ?? 0) << 10)
  }

  private static func text(of path: String) -> String {
    guard let file = fopen(path, "re") else { return "" }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 16_384)
    let count = fread(&bytes, 1, bytes.count, file)
    return String(decoding: bytes.prefix(count), as: UTF8.self)
  }
}
