import Testing

@testable import Enrichment

/// The bounds of what is on its way, without a thread that reads.
@Suite struct AccountMailboxTests {
  private static func root(_ number: UInt32) -> AccountRoot {
    .mountNamespace(number: number, process: 1)
  }

  private static func knows(
    _ roots: KnownRoots, _ id: UInt32, _ file: AccountFile, _ root: AccountRoot
  ) -> Bool {
    roots.name(of: id, file, in: root) != nil
  }

  @Test("There is room for so many requests, until their answers are collected")
  func bounds() {
    let mailbox = AccountMailbox(capacity: 2)
    #expect(mailbox.ask(Self.root(1)) && mailbox.ask(Self.root(2)))
    #expect(!mailbox.ask(Self.root(3)))
    #expect(mailbox.workStart == nil)
    #expect(mailbox.nextRequest() == Self.root(1))
    #expect(mailbox.workStart != nil)
    #expect(!mailbox.ask(Self.root(3)))
    #expect(mailbox.collect().isEmpty)
    mailbox.publish(AccountAnswer(root: Self.root(1), tables: nil))
    #expect(mailbox.workStart == nil)
    #expect(!mailbox.ask(Self.root(3)))
    #expect(mailbox.collect().map(\.root) == [Self.root(1)])
    #expect(mailbox.ask(Self.root(3)))
    #expect(mailbox.nextRequest() == Self.root(2))
    #expect(mailbox.nextRequest() == Self.root(3))
    #expect(!mailbox.isIdle)
  }

  @Test("A closed box takes and gives nothing")
  func closed() {
    let mailbox = AccountMailbox(capacity: 2)
    #expect(mailbox.ask(Self.root(1)))
    #expect(!mailbox.close(waitingMilliseconds: 1))
    #expect(!mailbox.ask(Self.root(1)))
    #expect(mailbox.nextRequest() == nil)
    mailbox.end()
    #expect(mailbox.close(waitingMilliseconds: 1))
  }

  @Test("A root that cannot be asked for takes nobody's place, and is asked for again")
  func refused() {
    let mailbox = AccountMailbox(capacity: 1)
    let roots = KnownRoots(limits: AccountLimits(), mailbox: mailbox)
    #expect(!Self.knows(roots, 1, .users, Self.root(1)))
    #expect(!Self.knows(roots, 1, .users, Self.root(2)))
    #expect(roots.count == 1 && roots.refusedRequests == 1)
    #expect(mailbox.nextRequest() == Self.root(1))
    mailbox.publish(AccountAnswer(root: Self.root(1), tables: nil))
    _ = roots.collect(mailbox.collect(), at: 1)
    #expect(roots.failedLooks == 1)
    #expect(!Self.knows(roots, 1, .users, Self.root(2)))
    #expect(roots.count == 2 && mailbox.nextRequest() == Self.root(2))
  }

  @Test("One request for a root at a time, whoever asks")
  func once() {
    let mailbox = AccountMailbox(capacity: 9)
    let roots = KnownRoots(limits: AccountLimits(), mailbox: mailbox)
    for id: UInt32 in 0..<100 {
      #expect(!Self.knows(roots, id, .users, Self.root(1)))
      #expect(!Self.knows(roots, id, .groups, Self.root(1)))
    }
    #expect(mailbox.nextRequest() == Self.root(1))
    mailbox.publish(AccountAnswer(root: Self.root(1), tables: nil))
    _ = roots.collect(mailbox.collect(), at: 5)
    #expect(!Self.knows(roots, 1, .users, Self.root(1)))
    #expect(mailbox.isIdle)
  }

  @Test("An answer for a root that was forgotten meanwhile is dropped")
  func lateAnswer() {
    var limits = AccountLimits()
    limits.roots = 1
    let mailbox = AccountMailbox(capacity: 9)
    let roots = KnownRoots(limits: limits, mailbox: mailbox)
    #expect(!Self.knows(roots, 1, .users, Self.root(1)))
    #expect(!Self.knows(roots, 1, .users, Self.root(2)))
    #expect(mailbox.nextRequest() == Self.root(1))
    mailbox.publish(AccountAnswer(root: Self.root(1), tables: nil))
    roots.collect(mailbox.collect(), at: 1)
    #expect(roots.count == 1)
  }
}
