import Logs
import Testing
import Triage

/// The reader delivers a log in blocks of 256 KB; nothing in an answer may depend on where one
/// ends.
@Suite struct BlockEdgeTests {
  /// A line of 64 bytes: 4,096 of them fill a block.
  private static func line(_ number: Int, _ text: String = "compiling") -> String {
    let start = "\(number) \(text) "
    return start + String(repeating: ".", count: max(0, 63 - start.utf8.count)) + "\n"
  }

  private static let perBlock = ReadLimits.default.blockSize / 64

  private static func log(cause: Int) -> String {
    var text = ""
    for number in 1...(perBlock + 40) {
      text +=
        number == cause
        ? "npm ERR! 404 Not Found - GET https://registry.npmjs.org/left-padd - Not found\n"
        : line(number)
    }
    return text + "##[error]Process completed with exit code 1.\n"
  }

  @Test func aBlockEndsWhereTheseTestsThink() {
    var starts: [Int] = []
    Engine.read(Array(Self.log(cause: Self.perBlock + 10).utf8)) { event in
      if case .block(let block) = event { starts.append(block.firstLine) }
    }
    #expect(starts == [1, Self.perBlock + 1])
  }

  @Test(arguments: [-2, -1, 0, 1, 2, 3])
  func theCauseHasItsNeighbours(behindTheEdge distance: Int) throws {
    let number = Self.perBlock + distance
    let cause = try #require(try Engine.diagnose(Self.log(cause: number)).cause)
    #expect(cause.line == number)
    #expect(cause.before.map(\.line) == [number - 2, number - 1])
    #expect(cause.after.map(\.line) == [number + 1, number + 2])
    for quote in cause.before + cause.after {
      #expect(quote.text == Self.line(quote.line).dropLast())
    }
  }

  @Test func blocksScannedAheadGiveTheSameAnswer() throws {
    let text = Self.log(cause: Self.perBlock)
    var scan: LogScan?
    var ahead: [ScannedBlock] = []
    var gathered: Gathered?
    Engine.read(Array(text.utf8)) { event in
      switch event {
      case .begin(let source):
        scan = LogScan(catalog: Engine.catalog, provider: source.provider)
      case .block(let block):
        var scanned = ScannedBlock()
        scanned.load(block, catalog: Engine.catalog, provider: .plain)
        ahead.append(scanned)
      case .end(let summary):
        for block in ahead { scan?.consume(block) }
        gathered = scan?.finish(summary)
      }
    }
    let diagnosis = Engine.triager.diagnose(try #require(gathered), name: "build.log")
    let other = try Engine.diagnose(text)
    #expect(diagnosis.evidence.map(\.line) == other.evidence.map(\.line))
    #expect(diagnosis.cause?.after == other.cause?.after)
    #expect(diagnosis.fingerprint == other.fingerprint)
    #expect(diagnosis.confidence == other.confidence)
  }
}
