import History
import Testing

@testable import Service

@Suite struct AuditTests {
  private static func filled() throws -> (Scratch, [AuditEntry]) {
    let scratch = try Scratch()
    _ = try scratch.token("ana")
    _ = try scratch.store.revokeToken("ana", actor: "bo", time: 2)
    let event = Event(
      repository: "acme/shop", kind: .quarantine, subject: "t", time: 3, actor: "ana",
      verb: "add", details: ["reason": "flaky"])
    try scratch.store.record(event)
    // The same event again changes nothing, and is not told again.
    try scratch.store.record(event)
    _ = try scratch.store.addAction("do it", owner: nil, due: nil, time: 4, actor: "bo")
    return (scratch, try scratch.store.auditLog())
  }

  @Test func everyChangeWritesOne() throws {
    let (scratch, log) = try Self.filled()
    #expect(
      log.map(\.action) == ["token.add", "token.revoke", "quarantine.add", "action.add"])
    #expect(log.map(\.number) == [1, 2, 3, 4])
    #expect(log[2].details == ["reason": "flaky", "repository": "acme/shop"])
    guard case .whole(let head) = try scratch.store.verifyAudit() else {
      Issue.record("the log is not whole")
      return
    }
    #expect(AuditHead(head.description) == head)
    #expect(try scratch.store.verifyAudit(known: head) == .whole(head))
  }

  /// Every way to change a log of four rows by hand.
  @Test(arguments: 0..<4, ["time", "actor", "action", "subject", "details", "link"])
  func anyEditIsFound(_ index: Int, _ field: String) throws {
    var (_, log) = try Self.filled()
    switch field {
    case "time": log[index].time += 1
    case "actor": log[index].actor += "x"
    case "action": log[index].action = "y"
    case "subject": log[index].subject = ""
    case "details": log[index].details["z"] = "1"
    default: log[index].link[31] ^= 1
    }
    #expect(AuditVerdict.of(log) != AuditVerdict.of(try Self.filled().1))
    guard case .broken(let number, _) = AuditVerdict.of(log) else {
      Issue.record("\(field) of row \(index + 1) can be changed")
      return
    }
    #expect(number == index + 1)
  }

  @Test func dropsAndSwapsAreFound() throws {
    let (_, log) = try Self.filled()
    guard case .whole(let head) = AuditVerdict.of(log) else { return }
    for index in 0..<3 {
      var cut = log
      cut.remove(at: index)
      #expect(
        AuditVerdict.of(cut) == .broken(number: index + 1, cause: "row \(index + 1) is missing"))
      var swapped = log
      swapped.swapAt(index, index + 1)
      #expect(AuditVerdict.of(swapped) != .whole(head))
    }
    // A cut at the end shows to whoever kept the head.
    let cut = Array(log.dropLast())
    #expect(AuditVerdict.of(cut, known: head) == .broken(number: 4, cause: "rows after 3 are gone"))
  }

  @Test(arguments: ["", "x", "1:", "1:zz", "-1:" + String(repeating: "0", count: 64)])
  func whatIsNoHeadIsNone(_ text: String) { #expect(AuditHead(text) == nil) }
}
