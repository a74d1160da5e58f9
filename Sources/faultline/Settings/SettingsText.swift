import Flakiness
import Patterns
import Reporting
import Signatures

/// Reads a setting from a variable, whose one text stands for all.
enum SettingsText {
  static let formats = Reporters.names

  /// Lists are written one item a line; buckets and outputs may be parted by commas as well.
  ///
  /// Throws one lower-case clause.
  static func value(_ text: String, _ key: SettingKey) throws(Complaint) -> SettingValue {
    switch key.kind {
    case .path: return .text(text)
    case .texts: return .texts(items(text, "\n"))
    case .patterns:
      let items = items(text, "\n")
      for item in items {
        if let problem = PatternSetting.problem(item) { throw Complaint(problem) }
      }
      return .texts(items)
    case .choice(let words): return .text(try choice(text, words))
    case .choices(let words):
      var chosen: [String] = []
      for item in items(text, "\n,") { chosen.append(try choice(item, words)) }
      return .texts(chosen)
    case .number(let range):
      guard let number = Int(text), range.contains(number) else {
        throw Complaint(SettingsFile.outside(text, range))
      }
      return .number(number)
    case .flag:
      switch text.lowercased() {
      case "true", "1", "yes": return .flag(true)
      case "false", "0", "no": return .flag(false)
      default: throw Complaint("found '\(text)', expected true or false")
      }
    case .outputs:
      var pairs: [SettingPair] = []
      for item in items(text, "\n,") { pairs.append(try pair(item)) }
      return .pairs(pairs)
    case .owners: throw Complaint("cannot be given by a variable")
    }
  }

  private static func items(_ text: String, _ ends: String) -> [String] {
    text.split { ends.contains($0) }.map { String($0) }.filter { item in
      !item.allSatisfy(\.isWhitespace)
    }
  }

  private static func choice(_ text: String, _ words: [String]) throws(Complaint) -> String {
    guard words.contains(text) else { throw Complaint(SettingsFile.unknown(text, words)) }
    return text
  }

  private static func pair(_ text: String) throws(Complaint) -> SettingPair {
    let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
    guard parts.count == 2 else { throw Complaint("'\(text)' is not of the form FORMAT=PATH") }
    return SettingPair(name: try choice(parts[0], formats), value: parts[1])
  }
}

/// Patterns of `ignore` and `mask`.
enum PatternSetting {
  /// What is wrong with it, as a clause.
  static func problem(_ text: String) -> String? {
    do throws(PatternError) {
      let pattern = try Pattern(text, limits: .imported)
      if case .match = pattern.firstMatch(in: [], scratch: MatchScratch()) {
        return "pattern '\(text)' matches an empty text, hence every line"
      }
      return nil
    } catch {
      return "pattern '\(text)' at byte \(error.offset): \(error.message)"
    }
  }
}

/// Lines of `owners`.
enum OwnerSetting {
  /// What is wrong with it, as a clause.
  static func problem(_ pattern: String, _ owners: [String]) -> String? {
    if let stranger = owners.first(where: { !$0.contains("@") || $0.contains(" ") }) {
      return "'\(stranger)' is no owner, expected a name or an address with @"
    }
    return CodeOwners(line(pattern, owners.joined(separator: " "))).problems.first?.cause
  }

  /// The line of a CODEOWNERS file.
  static func line(_ pattern: String, _ owners: String) -> String {
    pattern.replacing("\\", with: "\\\\").replacing(" ", with: "\\ ").replacing("#", with: "\\#")
      + " " + owners
  }
}
