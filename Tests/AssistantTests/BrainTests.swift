import Foundation
import History
import Testing

@testable import Assistant

@Suite struct BrainTests {
  private let scratch: Scratch
  private let store: Store
  private let brain: Brain
  private let ana = Asker(name: "ana", login: "ana")

  init() throws {
    scratch = try Scratch()
    store = try scratch.store()
    brain = Brain(store: store, advice: { $0 == "npm/package-not-found" ? ["Spell it."] : [] })
  }

  private func talk(_ questions: [String], as asker: Asker? = nil) throws -> [Reply] {
    var talk = Conversation()
    return try questions.map {
      try brain.answer($0, from: asker ?? ana, in: &talk, now: Scratch.now)
    }
  }

  private func words(_ reply: Reply) -> String {
    reply.sentences.map(\.text).joined(separator: "\n")
  }

  /// Every phrasing of both tables, after every kind of subject: nothing said without a basis.
  @Test func everyAnswerIsBackedByTheStore() throws {
    let verifier = ReplyVerifier(store: store)
    let rows = try Phrasing.table("phrasings") + Phrasing.table("phrasings-held-out")
    let openings = [[], ["why did run 4711 fail?"], ["is test_discount flaky?"], ["why #15"]]
    var answers = 0
    for opening in openings {
      for row in rows {
        for reply in try talk(opening + [row.text]) {
          answers += 1
          #expect(try verifier.problems(reply) == [], "'\(row.text)' after \(opening)")
        }
      }
    }
    #expect(answers > 1500)
  }

  @Test func theVerifierFindsAnInventedLine() throws {
    var reply = try talk(["why did run 4711 fail?"])[0]
    reply.evidence[0].line += 1
    reply.say("It is line 3.", .house)
    #expect(try ReplyVerifier(store: store).problems(reply).count == 2)
  }

  @Test func anAskerGetsTheirOwnBuild() throws {
    let reply = try talk(["why did my build fail?"])[0]
    #expect(reply.job?.run == "4711")
    #expect(reply.evidence.first?.line == 482)
    #expect(reply.steps == ["Spell it."])
    #expect(words(reply).contains("2 jobs of run 4711 failed in the same way"))
  }

  @Test func anUnknownAskerIsToldSo() throws {
    let reply = try talk(["why did my build fail?"], as: Asker())[0]
    #expect(words(reply).contains("do not know which builds are yours"))
  }

  @Test func followUpsKeepTheSubject() throws {
    let replies = try talk([
      "why did run 4712 fail?", "should I retry?", "show me the line", "is it me or infra?",
      "how sure are you?", "who else has this?",
    ])
    #expect(replies.allSatisfy { $0.job?.run == "4712" })
    #expect(words(replies[1]).hasPrefix("Yes"))
    #expect(words(replies[2]).contains("line 7 "))
    #expect(words(replies[3]).hasPrefix("Infra, not your change"))
    #expect(words(replies[4]).contains("96 %"))
    #expect(words(replies[5]).contains("acme/api"))
  }

  @Test func theOneBeforeIsFound() throws {
    let replies = try talk(["why did run 4610 fail?", "and the one before?"])
    #expect(replies[1].job?.run == "4607")
  }

  @Test func severalFittingJobsAreAChoice() throws {
    let replies = try talk(["why did #15 fail?", "the second one", "show me the line"])
    #expect(replies[0].choices.count == 2)
    #expect(replies[1].choices.isEmpty)
    #expect(replies[2].job == replies[1].job)
    #expect(replies[2].evidence.count == 1)
  }

  @Test(arguments: [
    ("is test_discount flaky?", "is flaky"), ("which tests are flaky?", "1 flaky test"),
    ("top failures this week", "What failed most"), ("what is broken on main?", "1 of 2 jobs"),
    ("is proxy down?", "failed over proxy"), ("is npm down?", "No job failed over npm"),
    ("why did deploy fail?", "no log of it is stored"),
    ("why did run 1 fail?", "Nothing is stored"),
    ("why did run 4600 fail?", "passed"), ("what changed in the unit job?", "last passed"),
    ("why did abc4712 fail?", "module proxy"), ("who am I", "did not understand"),
    ("why did https://github.com/acme/web/actions/runs/4712 fail", "module proxy"),
    ("why did test_discount fail", "expected 3 and got 4"), ("help", "Ask for instance"),
  ])
  func answersSay(_ question: String, _ expected: String) throws {
    #expect(words(try talk([question])[0]).contains(expected))
  }

  @Test func feedbackIsAProposalAndFlipsNothing() throws {
    let reply = try talk(["why did run 4711 fail?", "wrong, it was infra token=ghp_\(secret)"])[1]
    #expect(words(reply).contains("proposal"))
    let proposals = try store.events(.proposal, in: "acme/web")
    #expect(proposals.map(\.actor) == ["ana"])
    #expect(proposals.first?.details["bucket"] == "infra")
    #expect(proposals.first?.details["was"] == "dependency")
    #expect(proposals.first?.details["reason"]?.contains(secret) == false)
    #expect(try store.events(.correction, in: "acme/web").isEmpty)
    #expect(try talk(["why did run 4711 fail?"])[0].bucket == "dependency")
  }

  private let secret = "A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8"

  @Test func aQuarantineIsProposedOnly() throws {
    _ = try talk(["quarantine test_discount"])
    #expect(try store.events(.proposal, in: "acme/web").map(\.verb) == ["quarantine"])
    #expect(try store.events(.quarantine, in: "acme/web").isEmpty)
  }

  @Test func theSameQuestionHasTheSameAnswer() throws {
    #expect(try talk(["why did run 4712 fail?"]) == talk(["why did run 4712 fail?"]))
  }

  @Test func anotherRepositoryIsNotLookedIn() throws {
    let api = Asker(name: "x", repository: "acme/api")
    let replies = try talk(
      ["why did run 4711 fail?", "top failures", "is test_discount flaky"], as: api)
    for reply in replies { #expect(!words(reply).contains("acme/web")) }
    #expect(!replies[0].isAnswered)
  }
}
