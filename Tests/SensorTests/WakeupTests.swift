import Foundation
import Testing

@testable import Sensor

@Suite struct WakeupTests {
  @Test("Another thread wakes it, once")
  func ring() throws {
    let wakeup = try Wakeup(signals: [])
    Foundation.Thread.detachNewThread { wakeup.ring() }
    let reasons = wakeup.wait(milliseconds: -1)
    #expect(reasons.wasRung && reasons.signal == nil)
    #expect(!wakeup.wait(milliseconds: 0).wasRung)
  }

  @Test("Nothing happens: the time ends the wait")
  func timeout() throws {
    let reasons = try Wakeup(signals: []).wait(milliseconds: 1)
    #expect(!reasons.wasRung && reasons.signal == nil)
  }

  @Test("A signal comes as a reason, until signals are released")
  func signals() throws {
    let wanted = SIGURG  // its usual effect is none
    let wakeup = try Wakeup(signals: [wanted])
    pthread_kill(pthread_self(), wanted)
    pthread_kill(pthread_self(), wanted)
    #expect(wakeup.wait(milliseconds: -1).signal == wanted)
    #expect(wakeup.wait(milliseconds: 0).signal == nil)
    pthread_kill(pthread_self(), wanted)
    wakeup.releaseSignals()
    pthread_kill(pthread_self(), wanted)
    #expect(wakeup.wait(milliseconds: 0).signal == nil)
  }
}
