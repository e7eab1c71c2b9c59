// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A thread of our own, with a stack of a known size.
struct DedicatedThread: Sendable {
  private let handle: pthread_t

  /// - Parameter stackSize: bytes; reserved, but only what is used becomes memory.
  init(stackSize: Int, _ body: @escaping @Sendable () -> Void) throws(KernelError) {
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    defer { pthread_attr_destroy(&attributes) }
    pthread_attr_setstacksize(&attributes, stackSize)
    let box = Unmanaged.passRetained(Box(body))
    var handle = pthread_t()
    let code = pthread_create(
      &handle, &attributes,
      { argument in
        guard let argument else { return nil }
        Unmanaged<Box>.fromOpaque(argument).takeRetainedValue().body()
        return nil
      }, box.toOpaque())
    guard code == 0 else {
      box.release()
      throw .noThread(code: code)
    }
    self.handle = handle
  }

  /// Waits for its end; to be called once at most, and not after `detach`.
  func join() {
    pthread_join(handle, nil)
  }

  /// Lets it end by itself.
  func detach() {
    pthread_detach(handle)
  }

  private final class Box: Sendable {
    let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }
}
