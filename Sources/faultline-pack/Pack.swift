import Foundation
import Signatures
import Triage

/// `faultline-pack SIGNATURES CORPUS OUTPUT.swift`: rule files and labelled logs into one Swift
/// source that holds the catalog and the model.
///
/// In a string literal, because a byte array literal of this size compiles for minutes: seven bits
/// in each character, which is decoded in half a millisecond at start.
@main struct Pack {
  static func main() {
    let arguments = CommandLine.arguments
    guard arguments.count == 4 else { fail("usage: faultline-pack SIGNATURES CORPUS OUTPUT", 2) }
    do {
      let (catalog, cards) = try catalog(in: arguments[1])
      let logs = try corpus(in: arguments[2])
      let model = Schoolroom(logs, cards: cards, catalog: catalog).train()
      let blob = Knowledge.pack(catalog: catalog, model: model)
      let text = literal(blob)
      let golden = GoldenSet(logs, triager: Triager(catalog: catalog, model: model)).text
      let source = """
        /// Made by faultline-pack from Signatures/ and Corpus/; not to be edited.
        let embeddedKnowledge: StaticString = "\(text)"

        /// Fingerprint, label, answer and name of each labelled log.
        let embeddedGolden = "\(golden.replacing("\n", with: "\\n"))"

        """
      try Data(source.utf8).write(to: URL(filePath: arguments[3]))
    } catch {
      fail("\(error)", 1)
    }
  }

  /// Bytes as the inside of a Swift string literal: seven bits in each character, the lowest first,
  /// eight characters for seven bytes.
  private static func literal(_ bytes: [UInt8]) -> String {
    var out = ""
    for start in stride(from: 0, to: bytes.count, by: 7) {
      let seven = bytes[start..<min(start + 7, bytes.count)]
      let word = seven.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      for place in 0..<8 {
        let scalar = Unicode.Scalar(UInt8(word >> (7 * place) & 0x7F))
        switch scalar {
        case "\"", "\\": out += "\\\(scalar)"
        case " "..."~": out.unicodeScalars.append(scalar)
        default: out += "\\u{\(String(scalar.value, radix: 16))}"
        }
      }
    }
    return out
  }

  private static func catalog(in folder: String) throws -> (Catalog, [Card]) {
    var signatures: [Signature] = []
    var cards: [Card] = []
    var problems: [Problem] = []
    for url in files(in: folder, ending: ".yml") {
      let text = String(decoding: try Data(contentsOf: url), as: UTF8.self)
      do {
        let file = try RuleFileReader.read(text, path: url.path())
        signatures += file.entries.map(\.signature)
        cards += Card.all(of: file)
      } catch {
        problems += error.all
      }
    }
    if !problems.isEmpty { throw Problems(problems) }
    return (Catalog(signatures: signatures, extraLiterals: LogScan.extraLiterals), cards)
  }

  private static func corpus(in folder: String) throws -> [CorpusLog] {
    var logs: [CorpusLog] = []
    var problems: [Problem] = []
    for url in files(in: folder, ending: ".log") {
      do {
        logs.append(try CorpusLog(path: url.path(), text: Array(try Data(contentsOf: url))))
      } catch let error as Problems {
        problems += error.all
      }
    }
    if !problems.isEmpty { throw Problems(problems) }
    return logs
  }

  private static func files(in folder: String, ending: String) -> [URL] {
    let walker = FileManager.default.enumerator(
      at: URL(filePath: folder), includingPropertiesForKeys: nil)
    var out: [URL] = []
    while let url = walker?.nextObject() as? URL {
      if url.path().hasSuffix(ending) { out.append(url) }
    }
    return out.sorted { $0.path() < $1.path() }
  }

  private static func fail(_ message: String, _ status: Int32) -> Never {
    FileHandle.standardError.write(Data("faultline-pack: \(message)\n".utf8))
    exit(status)
  }
}
