// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization
import Testing

@testable import Concurrency

struct LatestWorkTests {
  @Test("of all that is handed in while a piece is done, the newest alone is done after it")
  func newest() {
    let work = LatestWork<Int>()
    let begun = DispatchSemaphore(value: 0)
    let goOn = DispatchSemaphore(value: 0)
    let done = Mutex([Int]())
    let first = work.handIn {
      begun.signal()
      goOn.wait()
      return done.withLock { done in
        done.append(0)
        return 0
      }
    }
    begun.wait()
    let numbers = (1...1_000).map { piece in
      work.handIn {
        done.withLock { done in
          done.append(piece)
          return piece
        }
      }
    }
    #expect(!work.isIdle)
    #expect(work.doNow { -1 } == nil)
    #expect(work.value(of: numbers[999], stop: StopSignal { true }) == nil)
    goOn.signal()
    // A piece whose place was taken has the value of the one that took it.
    #expect(work.value(of: numbers[0], stop: .never) != nil)
    #expect(work.value(of: numbers[999], stop: .never) == 1_000)
    #expect(done.withLock { $0 } == [0, 1_000])
    #expect(work.value(of: first, stop: .never) == 1_000)
  }

  @Test("a piece is done on the calling thread where nothing else is")
  func now() {
    let work = LatestWork<UInt>()
    let own = pthread_self()
    #expect(work.doNow { pthread_self() } == own)
    #expect(work.value(of: work.handIn { pthread_self() }, stop: .never) != own)
    while !work.isIdle { usleep(1_000) }
    #expect(work.doNow { pthread_self() } == own)
  }
}
