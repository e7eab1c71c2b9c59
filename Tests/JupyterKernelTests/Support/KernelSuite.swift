// SPDX-License-Identifier: Apache-2.0

/// What the tests of one kernel and one client inherit: each test has both of its own.
class KernelSuite {
  let kernel: TestKernel
  let client: TestClient

  init() throws {
    kernel = try TestKernel()
    client = try TestClient(kernel)
  }
}
