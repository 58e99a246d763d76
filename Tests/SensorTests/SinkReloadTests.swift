import Foundation
import Sinks
import Synchronization
import Testing

@testable import Sensor

/// Which sinks there are to be is read on a thread of its own.
@Suite struct SinkReloadTests {
  private func wait(for semaphore: DispatchSemaphore) -> Bool {
    semaphore.wait(timeout: .now() + 20) == .success
  }

  @Test("What was read, and what went wrong, is there once")
  func results() throws {
    let done = DispatchSemaphore(value: 0)
    let fails = Mutex(false)
    let reload = SinkReload {
      if fails.withLock({ $0 }) { throw DeliveryFailure("line 3: what is that") }
      return []
    } onResult: {
      done.signal()
    }
    #expect(reload.takeResult() == nil)
    reload.begin()
    #expect(wait(for: done))
    #expect(try reload.takeResult()?.get().isEmpty == true)
    #expect(reload.takeResult() == nil)
    fails.withLock { $0 = true }
    reload.begin()
    #expect(wait(for: done))
    #expect(throws: DeliveryFailure("line 3: what is that")) { try reload.takeResult()?.get() }
  }

  @Test("Who asks while it is read has it read once more")
  func again() {
    let (began, goesOn, done) = (
      DispatchSemaphore(value: 0), DispatchSemaphore(value: 0), DispatchSemaphore(value: 0)
    )
    let reload = SinkReload {
      began.signal()
      goesOn.wait()
      return []
    } onResult: {
      done.signal()
    }
    reload.begin()
    #expect(wait(for: began))
    for _ in 0..<3 { reload.begin() }
    goesOn.signal()
    #expect(wait(for: done))
    #expect(wait(for: began))
    goesOn.signal()
    #expect(wait(for: done))
    usleep(20_000)  // time for it to be wrong
    #expect(began.wait(timeout: .now()) == .timedOut)
  }
}
