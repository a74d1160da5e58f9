import Classifier
import Logs
import Signatures

/// A signature's example as a small lesson: its lines, which of them is the cause, and the bucket.
///
/// The catalog's examples are labelled text of several hundred tools; the corpus has logs of fewer.
/// They teach words only: which lines sound like a cause, which bucket an excerpt sounds like.
public struct Card: Sendable {
  var tool: String
  /// Nil when the signature says nothing of the bucket, and for lines that only look alike.
  var bucket: Bucket?
  var lines: [(text: [UInt8], isCause: Bool)]

  /// All examples and counterexamples of a rule file.
  public static func all(of file: RuleFile) -> [Card] {
    file.entries.flatMap { entry -> [Card] in
      let signature = entry.signature
      let named = signature.bucket == .unknown ? nil : signature.bucket
      let isCause = signature.kind == .cause
      let examples = entry.examples.map { example in
        let marked = Set(example.marks.map(\.line))
        let lines = example.lines.enumerated().map { number, line in
          (text: Array(line.utf8), isCause: isCause && marked.contains(number))
        }
        let speaks = signature.kind == .cause || signature.kind == .symptom
        return Card(tool: String(signature.tool), bucket: speaks ? named : nil, lines: lines)
      }
      let others = entry.counterexamples.map { counterexample in
        Card(
          tool: String(signature.tool), bucket: nil,
          lines: counterexample.lines.map { (text: Array($0.utf8), isCause: false) })
      }
      return examples + others
    }
  }

  /// The card's lines as an answer would see them: clean, and as tokens.
  func documents() -> [(tokens: TokenCounts, isCause: Bool)] {
    var cleaner = LineCleaner(provider: .plain)
    return lines.compactMap { line in
      let clean = line.text.withUnsafeBytes { cleaner.clean($0, number: 1, offset: 0) }
      var tokens = TokenCounts()
      Tokenizer.count(clean.text.prefix(600), into: &tokens)
      return tokens.isEmpty ? nil : (tokens, line.isCause)
    }
  }
}
