import Reporting
import Testing
import Triage

/// Bytes that are no log, and what an honest answer to them is.
struct Hostile: CustomTestStringConvertible, Sendable {
  var testDescription: String
  var bytes: [UInt8]

  init(_ name: String, _ bytes: [UInt8]) {
    testDescription = name
    self.bytes = bytes
  }
}

@Suite struct HostileInputTests {
  private static let png: [UInt8] =
    [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13] + Array("IHDR".utf8)
    + [0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 0, 0, 0] + random(3_000, seed: 9)

  private static func random(_ count: Int, seed: UInt64) -> [UInt8] {
    var state = seed
    return (0..<count).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return UInt8(truncatingIfNeeded: state >> 56)
    }
  }

  static let harmless: [Hostile] = [
    Hostile("empty", []), Hostile("one newline", [0x0A]), Hostile("a PNG", png),
    Hostile("random bytes", random(300_000, seed: 1)),
    Hostile("NULs", Array(repeating: 0, count: 100_000)),
    Hostile("0xFF", Array(repeating: 0xFF, count: 10_000)),
    Hostile("newlines", Array(repeating: 0x0A, count: 100_000)),
    Hostile("carriage returns", Array(repeating: 0x0D, count: 100_000)),
    Hostile("escapes", Array(repeating: 0x1B, count: 100_000)),
    Hostile("one line of 5 MB", Array(repeating: UInt8(ascii: "a"), count: 5_000_000)),
    Hostile("half a gzip magic", [0x1F, 0x8B]),
  ]

  @Test(arguments: harmless) func noCauseIsInvented(_ input: Hostile) {
    for answer in Engine.diagnose(input.bytes) {
      #expect(!answer.failed && answer.cause == nil && answer.bucket == .unknown)
      #expect(answer.evidence.isEmpty && !answer.summary.isEmpty)
    }
  }

  private static let red = """
    Collecting requests
    ERROR: Could not find a version that satisfies the requirement left-padd==9.9
    ERROR: No matching distribution found for left-padd==9.9
    make: *** [Makefile:3: install] Error 1

    """

  @Test func aCauseInALineOf5MBIsStillAnswered() throws {
    let long = String(repeating: "x", count: 5_000_000) + "\n" + Self.red
    let answer = try Engine.diagnose(long)
    #expect(answer.failed && answer.cause.map { (2...5).contains($0.line) } == true)
  }

  @Test(arguments: [true, false]) func utf16IsRead(_ isLittle: Bool) throws {
    let units = [0xFEFF] + Array(Self.red.utf16)
    let bytes = units.flatMap { unit -> [UInt8] in
      let (high, low) = (UInt8(unit >> 8), UInt8(unit & 0xFF))
      return isLittle ? [low, high] : [high, low]
    }
    let answer = try #require(Engine.diagnose(bytes).first)
    let plain = try Engine.diagnose(Self.red)
    #expect(answer.failed && answer.cause?.text == plain.cause?.text)
    #expect(answer.cause?.line == plain.cause?.line)
  }

  /// A gzip stream with one stored block (RFC 1952, RFC 1951) that says more than it holds.
  @Test func aTruncatedGzipIsExplainedAndSaysSo() throws {
    let text = Array(Self.red.utf8)
    let size = UInt16(text.count + 500)
    let head: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 1]
    let lengths: [UInt8] = [size, ~size].flatMap { word in
      [UInt8(truncatingIfNeeded: word), UInt8(truncatingIfNeeded: word >> 8)]
    }
    let answer = try #require(Engine.diagnose(head + lengths + text).first)
    #expect(answer.failed && answer.cause != nil)
    #expect(answer.source.truncation?.contains("ends inside compressed data") == true)
  }

  @Test func eachMemberOfAZipIsExplained() {
    let archive = storedZip([("1_build.txt", Self.red), ("2_ok.txt", "all fine\n")])
    let answers = Engine.diagnose(archive)
    #expect(answers.map(\.failed) == [true, false])
  }

  @Test func aZipWithoutItsEndIsAnswered() {
    let archive = storedZip([("1_build.txt", Self.red)])
    for length in [4, 20, 40, archive.count / 2] {
      for answer in Engine.diagnose(Array(archive.prefix(length))) {
        #expect(!answer.summary.isEmpty)
      }
    }
  }

  /// A zip archive of stored members (PKWARE APPNOTE 4.3).
  private func storedZip(_ members: [(name: String, text: String)]) -> [UInt8] {
    func little(_ value: Int, _ width: Int) -> [UInt8] {
      (0..<width).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    var body: [UInt8] = []
    var directory: [UInt8] = []
    for (name, text) in members {
      let data = Array(text.utf8)
      let fields = [
        (20, 2), (0, 8), (Int(crc32(data)), 4), (data.count, 4), (data.count, 4),
        (name.utf8.count, 2), (0, 2),
      ]
      let common = fields.flatMap(little)
      directory += [0x50, 0x4B, 1, 2, 20, 0] + common
      directory += little(0, 10) + little(body.count, 4) + Array(name.utf8)
      body += [0x50, 0x4B, 3, 4] + common + Array(name.utf8) + data
    }
    let end = [
      (0, 4), (members.count, 2), (members.count, 2), (directory.count, 4), (body.count, 4), (0, 2),
    ]
    return body + directory + [0x50, 0x4B, 5, 6] + end.flatMap(little)
  }

  private func crc32(_ bytes: [UInt8]) -> UInt32 {
    var crc = UInt32.max
    for byte in bytes {
      crc ^= UInt32(byte)
      for _ in 0..<8 {
        let isOdd = crc & 1 == 1
        crc >>= 1
        if isOdd { crc ^= 0xEDB8_8320 }
      }
    }
    return ~crc
  }
}

@Suite struct SecretTests {
  private static let password = "Tr0ub4dor" + "3xyz"
  private static let token = "ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"

  /// The secret stands in the line that is quoted, in a capture, and in a neighbour.
  static let logs = [
    "Cloning\nfatal: unable to access 'https://bob:\(password)@git.example.com/x.git/': "
      + "Could not resolve host: git.example.com\nError: Process completed with exit code 128.\n",
    "using \(token)\nfatal: Authentication failed for 'https://\(token)@github.com/a/b.git/'\n"
      + "Authorization: Bearer \(token)\n##[error]Process completed with exit code 128.\n",
    "step\nERROR: the request with token \(token) failed\nmake: *** [Makefile:3: x] Error 1\n",
  ]

  @Test(arguments: logs, Reporters.names)
  func noReporterPrintsOne(_ log: String, _ format: String) throws {
    let answer = try Engine.diagnose(log)
    #expect(answer.failed)
    let options = ReportOptions(color: false, why: true)
    let text = try #require(Reporters.named(format, options: options)).render(answer)
    #expect(!text.contains(Self.password) && !text.contains(Self.token))
    #expect(!text.contains(Self.password.lowercased()) && !text.contains(Self.token.lowercased()))
  }

  /// The key's header stands too far above the quoted lines to be quoted itself.
  @Test(arguments: Reporters.names) func noReporterPrintsTheEndOfAPrivateKey(_ format: String)
    throws
  {
    let rows = (0..<8).map { row in
      String((0..<64).map { "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdef0123456789+"[row * 7 + $0] })
    }
    let kind = "RSA PRIVATE" + " KEY-----"
    let log =
      "writing\n-----BEGIN \(kind)\n" + rows.joined(separator: "\n") + "\n-----END \(kind)\n"
      + "ERROR: No matching distribution found for left-padd==9.9\n"
      + "make: *** [Makefile:3: install] Error 1\n"
    let answer = try Engine.diagnose(log)
    #expect(answer.cause?.line == 12)
    let options = ReportOptions(color: false, why: true)
    let text = try #require(Reporters.named(format, options: options)).render(answer)
    for row in rows { #expect(!text.contains(row)) }
  }
}

extension String {
  /// The character at `offset`, beginning anew behind the last one.
  fileprivate subscript(offset: Int) -> Character {
    self[index(startIndex, offsetBy: offset % count)]
  }
}
