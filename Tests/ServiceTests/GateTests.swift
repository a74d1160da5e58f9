import Foundation
import History
import Hummingbird
import HummingbirdTesting
import Testing

@testable import Service

@Suite struct GateTests {
  private static let doors: [any Door] = [EchoDoor()]

  @Test func withoutTokensEverybodyOnThisMachineReads() async throws {
    let scratch = try Scratch()
    let body = try await scratch.ask(scratch.desk(), doors: Self.doors) { client in
      try await client.execute(uri: "/who", method: .get) { String(buffer: $0.body) }
    }
    #expect(body == "- ingest,read,write")
  }

  @Test func aTokenSaysWhoAsks() async throws {
    let scratch = try Scratch()
    let token = try scratch.token("ana", [.read, .write])
    let desk = scratch.desk()
    try await scratch.ask(desk, doors: Self.doors) { client in
      try await client.execute(
        uri: "/who", method: .get, headers: [.authorization: "Bearer \(token)"]
      ) { response in
        #expect(String(buffer: response.body) == "ana read,write")
      }
      try await client.execute(
        uri: "/who", method: .get, headers: [.cookie: "faultline-token=\(token)"]
      ) { response in
        #expect(response.status == .ok)
      }
    }
  }

  @Test(arguments: [
    "Bearer flt_wrong", "Bearer", "Basic YTpi", "", "Bearer flt_wrong extra",
  ])
  func anyOtherTokenOpensNothing(_ header: String) async throws {
    let scratch = try Scratch()
    _ = try scratch.token("ana")
    try await scratch.ask(scratch.desk(), doors: Self.doors) { client in
      try await client.execute(uri: "/who", method: .get, headers: [.authorization: header]) {
        #expect($0.status == .unauthorized)
        #expect($0.headers[.contentType] == "application/problem+json")
        #expect($0.headers[.wwwAuthenticate] != nil)
      }
    }
  }

  @Test func expiredAndRevokedTokensOpenNothing() async throws {
    let scratch = try Scratch()
    let old = try scratch.token("old", expires: 1_799_999_999)
    let revoked = try scratch.token("revoked")
    #expect(try scratch.store.revokeToken("revoked", actor: "test", time: 1_799_999_000))
    #expect(try !scratch.store.revokeToken("revoked", actor: "test", time: 1_799_999_000))
    try await scratch.ask(scratch.desk(), doors: Self.doors) { client in
      for token in [old, revoked] {
        try await client.execute(
          uri: "/who", method: .get, headers: [.authorization: "Bearer \(token)"]
        ) { #expect($0.status == .unauthorized) }
      }
    }
  }

  @Test func aForeignPageIsRefused() async throws {
    let scratch = try Scratch()
    let origin = HeaderName("Origin")!
    try await scratch.ask(scratch.desk(), doors: Self.doors) { client in
      try await client.execute(
        uri: "/who", method: .post, headers: [origin: "https://evil.example"]
      ) { #expect($0.status == .forbidden) }
      try await client.execute(uri: "/who", method: .post) { #expect($0.status == .ok) }
    }
  }

  @Test func bodiesHaveALimit() async throws {
    let scratch = try Scratch()
    try await scratch.ask(scratch.desk(), doors: Self.doors) { client in
      try await client.execute(
        uri: "/who", method: .post, body: ByteBuffer(repeating: 65, count: 1000)
      ) { #expect(String(buffer: $0.body) == "1000") }
      try await client.execute(
        uri: "/who", method: .post, body: ByteBuffer(repeating: 65, count: 1001)
      ) { #expect($0.status == .contentTooLarge) }
    }
  }

  @Test func everyAnswerHasItsHeaders() async throws {
    let scratch = try Scratch()
    try await scratch.ask(scratch.desk(), doors: Self.doors) { client in
      for path in ["/who", "/nothing", "/fail"] {
        try await client.execute(uri: path, method: .get) { response in
          #expect(response.headers[HeaderName("X-Content-Type-Options")!] == "nosniff")
          #expect(
            response.headers[HeaderName("Content-Security-Policy")!]?
              .hasPrefix("default-src 'none'") == true)
          #expect(!String(buffer: response.body).contains("Cocoa"))
        }
      }
    }
  }

  @Test func healthNeedsNoToken() async throws {
    let scratch = try Scratch()
    _ = try scratch.token("ana")
    try await scratch.ask(scratch.desk()) { client in
      for path in ["/healthz", "/readyz"] {
        try await client.execute(uri: path, method: .get) { #expect($0.status == .ok) }
      }
      try await client.execute(uri: "/healthz/x", method: .get) {
        #expect($0.status == .unauthorized)
      }
    }
  }

  @Test func aBrowserSignsIn() async throws {
    let scratch = try Scratch()
    let token = try scratch.token("ana")
    try await scratch.ask(scratch.desk()) { client in
      try await client.execute(uri: "/", method: .get, headers: [.accept: "text/html"]) {
        #expect($0.status == .seeOther)
        #expect($0.headers[.location] == "/signin")
      }
      try await client.execute(
        uri: "/signin", method: .post, body: ByteBuffer(string: "token=flt_no")
      ) { #expect($0.status == .unauthorized) }
      try await client.execute(
        uri: "/signin", method: .post, body: ByteBuffer(string: "token=\(token)")
      ) { response in
        #expect(response.status == .seeOther)
        let cookie = response.headers[.setCookie] ?? ""
        #expect(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"))
      }
    }
  }

  @Test(arguments: [("127.0.0.1", true), ("localhost", true), ("::1", true), ("0.0.0.0", false)])
  func listeningElsewhereNeedsTokens(_ host: String, _ isAllowed: Bool) throws {
    let scratch = try Scratch()
    var settings = ServiceSettings()
    settings.host = host
    let desk = scratch.desk(settings)
    if isAllowed {
      try House.check(desk)
    } else {
      #expect(throws: House.Refusal.self) { try House.check(desk) }
      _ = try scratch.token("ana")
      try House.check(desk)
    }
  }

  @Test func tokensAreNotKept() throws {
    let scratch = try Scratch()
    let token = try scratch.token("ana")
    for name in ["store.db", "store.db-wal"] {
      let data = FileManager.default.contents(atPath: scratch.folder.appending(path: name).path)
      #expect(data?.range(of: Data(token.utf8)) == nil)
    }
  }
}
