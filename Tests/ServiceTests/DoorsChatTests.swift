import Foundation
import History
import Hummingbird
import Testing

@testable import Assistant
@testable import Service

/// What every chat must hold to; adding one is a kit.
@Suite struct DoorsChatTests {
  private static let now = ChatStage.now

  @Test func everyChatHasAKit() {
    #expect(Set(ChatKit.all.map { $0.source.name }) == Set(ChatSources.all.map { $0.name }))
  }

  @Test(arguments: ChatKit.all) func aSignedQuestionIsAnswered(_ kit: ChatKit) async throws {
    let answer = try await ChatStage(kit).ask(["why did run 4711 fail?"])[0]
    #expect(answer.text.contains("left-padd"))
    #expect(answer.text.contains("482 │"))
  }

  @Test(arguments: ChatKit.all) func onlyTheChatItselfIsBelieved(_ kit: ChatKit) async throws {
    let stage = try ChatStage(kit)
    var other = kit.call("help", "1.5", "anotherSecretOfSomebody", Self.now)
    #expect(try await stage.send([other])[0].status == 401)
    other = kit.call("help", "1.5", kit.secret, Self.now)
    other.headers = other.headers.filter { $0.key == "Content-Type" }
    other.body = other.body.replacing(kit.secret, with: "")
    #expect(try await stage.send([other])[0].status == 401)
  }

  @Test(arguments: ChatKit.all.filter { $0.hasTime && $0.source.name != "rocketchat" })
  func aChangedByteIsFound(_ kit: ChatKit) async throws {
    var call = kit.call("help", "1.5", kit.secret, Self.now)
    call.body = call.body.replacing("help", with: "halp")
    #expect(try await ChatStage(kit).send([call])[0].status == 401)
  }

  @Test(arguments: ChatKit.all.filter(\.hasTime)) func anOldRequestIsRefused(
    _ kit: ChatKit
  ) async throws {
    let calls = [-301, 301, -299, 299].map { kit.call("help", "\($0)", kit.secret, Self.now + $0) }
    #expect(try await ChatStage(kit).send(calls).map(\.status) == [401, 401, 200, 200])
  }

  @Test(arguments: ChatKit.all) func twoSecretsAreValidWhileOneIsChanged(
    _ kit: ChatKit
  ) async throws {
    let next = Data("the next secret, of thirty-two bytes".utf8).base64EncodedString()
    let stage = try ChatStage(kit, secrets: [kit.secret, next])
    let calls = [kit.secret, next].enumerated().map { index, secret in
      kit.call("help", "\(index)", secret, Self.now)
    }
    #expect(try await stage.send(calls).map(\.status) == [200, 200])
  }

  @Test(arguments: ChatKit.all) func aDeliveryMadeAgainIsAnsweredOnce(_ kit: ChatKit) async throws {
    let stage = try ChatStage(kit)
    _ = try await stage.ask(["why did run 4711 fail?"])
    let call = kit.call("wrong, it was infra", "77.5", kit.secret, Self.now)
    let answers = try await stage.send([call, call, call])
    #expect(answers.map(\.status) == [200, 200, 200])
    #expect(answers.dropFirst().allSatisfy { $0.body.isEmpty })
    if kit.isLater { _ = await stage.outbox.first(2) }
    let proposals = try stage.scratch.store.events(.proposal, in: "acme/web")
    #expect(proposals.count == 1)
    #expect(await stage.outbox.messages.count == (kit.isLater ? 2 : 0))
  }

  @Test(arguments: ChatKit.all) func aLinkedUserGetsTheirOwnBuild(_ kit: ChatKit) async throws {
    let stage = try ChatStage(kit)
    let stranger = try await stage.ask(["why did my build fail?"])[0]
    #expect(stranger.text.contains("faultline link add \(kit.source.name)"))
    for login in ["bob", "ana"] {
      try stage.scratch.store.link(
        ChatLink(chat: kit.source.name, team: ChatKit.team, user: ChatKit.user, login: login),
        by: "test", at: Self.now)
      let answer = try await stage.ask(["why did my build fail?"], from: login == "ana" ? 20 : 10)
      #expect(answer[0].text.contains(login == "ana" ? "run 4711" : "run 9 "))
    }
  }

  @Test(arguments: ChatKit.all) func aThreadKeepsItsSubject(_ kit: ChatKit) async throws {
    let stage = try ChatStage(kit)
    let answers = try await stage.ask(["why did run 4711 fail?", "how sure are you?"])
    #expect(answers[1].text.contains("97 %"))
  }

  @Test(arguments: ChatKit.all) func aProposalIsSignedAndFlipsNothing(_ kit: ChatKit) async throws {
    let stage = try ChatStage(kit)
    _ = try await stage.ask(["why did run 4711 fail?", "wrong, it was infra"])
    let proposal = try stage.scratch.store.events(.proposal, in: "acme/web").first
    #expect(proposal?.actor == "\(kit.source.name):\(ChatKit.team):\(ChatKit.user)")
    #expect(proposal?.time == Self.now)
    #expect(try stage.scratch.store.events(.correction, in: "acme/web").isEmpty)
  }

  @Test(arguments: ChatKit.all) func anotherRepositoryIsAsUnknownAsNone(
    _ kit: ChatKit
  ) async throws {
    let stage = try ChatStage(kit, only: "acme/api")
    let answers = try await stage.ask(["why did run 4711 fail?", "why did run 4712 fail?"])
    let texts = answers.map { $0.text.replacing("4712", with: "4711") }
    #expect(!texts[0].contains("left-padd"))
    let isTimed = kit.isLater
    if !isTimed { #expect(texts[0] == texts[1]) }
  }

  @Test(arguments: ChatKit.all) func nonsenseIsRefused(_ kit: ChatKit) async throws {
    let stage = try ChatStage(kit)
    let call = kit.call("help", "not an id", kit.secret, Self.now)
    #expect(try await stage.send([call])[0].status == 400)
    var large = kit.call("help", "2.5", kit.secret, Self.now)
    large.body += String(repeating: " ", count: ChatDoor.limit)
    #expect(try await stage.send([large])[0].status == 413)
  }

  /// The brain takes as long as the test wants; the chat gets an answer all the same.
  @Test(arguments: ChatKit.all.filter { !$0.isLater }, [false, true]) func theDeadlineIsKept(
    _ kit: ChatKit, _ hasWebhook: Bool
  ) async throws {
    let webhook = "https://hooks.example/late"
    let names = hasWebhook ? ["rocketchat-webhook", "teams-webhook"] : []
    let stage = try ChatStage(kit, webhooks: names, at: webhook)
    let (released, release) = AsyncStream.makeStream(of: Void.self)
    let outbox = stage.outbox
    let door = ChatDoor(
      kit.source, desk: stage.desk, post: { await outbox.add($0) },
      answer: { _ in
        for await _ in released { break }
        return ChatBrain.sorry("the answer at last")
      })
    let call = kit.call("help", "1.5", kit.secret, Self.now)
    let answer = try await stage.send([call], through: door)[0]
    #expect(answer.status == 200)
    #expect(!answer.body.contains("at last"))
    release.yield()
    let addresses = [
      "slack": "https://hooks.slack.com/commands/T1DC2JH3J/39770/96rG",
      "mattermost": "https://chat.example/hooks/commands/abc",
    ]
    guard let address = addresses[kit.source.name] ?? (hasWebhook ? webhook : nil) else {
      #expect(answer.body.contains("ask again"))
      return
    }
    #expect(answer.body.contains("follows"))
    let message = await outbox.first(1)[0]
    #expect(message.address == address)
    #expect(message.body.text.contains("at last"))
    if kit.source.name == "rocketchat" { #expect(message.body["roomId"] == "GENERAL") }
    if kit.source.name == "teams" { #expect(message.body.text.contains("asked: help")) }
  }

  /// What a request names is only asked where the chat itself answers.
  @Test(arguments: [
    ("https://chat.example/hooks/commands/abc", nil, true),
    ("https://chat.example/hooks/commands/abc", "https://chat.example", true),
    ("https://chat.example.evil.example/hooks/commands/abc", "https://chat.example", false),
    ("https://chat.example@evil.example/hooks/commands/abc", "https://chat.example", false),
    ("https://chat.example@evil.example/hooks/commands/abc", nil, false),
    ("http://169.254.169.254/latest/meta-data", nil, false),
    ("file:///hooks/commands/abc", nil, false), ("", nil, false),
  ]) func mattermostAnswersGoToItsServer(
    _ address: String, _ server: String?, _ isTaken: Bool
  ) throws {
    var settings = ServiceSettings()
    if let server {
      settings.secrets[MattermostChat.serverSetting] = [Secret(server)]
    }
    #expect(MattermostChat.isServers(address, settings) == isTaken)
  }

  @Test func aChatWithoutASecretIsNotThere() async throws {
    let scratch = try Scratch()
    #expect(ChatDoor.all(scratch.desk()).isEmpty)
  }
}
