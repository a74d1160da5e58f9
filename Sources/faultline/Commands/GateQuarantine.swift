import Flakiness
import Foundation
import History

/// The quarantine as the gate obeys it: keys in force with a word about each, and expired keys.
struct Quarantine {
  var tests: [String: String] = [:]
  var expired: Set<String> = []

  init() {}

  /// From the store.
  init(_ entries: [QuarantineEntry], at time: Int) {
    for entry in entries where !entry.isReleased {
      add(entry.test, expires: entry.expires, at: time, owner: entry.owner, reason: entry.reason)
    }
  }

  /// From the JSON of `quarantine list`, or keys one a line (`#` begins a comment line).
  init(file: String, at time: Int) throws(InputError) {
    let bytes = try ByteSource(file).bytes()
    guard bytes.first(where: { $0 > 0x20 }) == UInt8(ascii: "{") else {
      for line in String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline) {
        let key = line.trimmingCharacters(in: .whitespaces)
        if !key.isEmpty && !key.hasPrefix("#") { tests[key] = "listed in '\(file)'" }
      }
      return
    }
    let list: QuarantineList
    do {
      list = try JSONDecoder().decode(QuarantineList.self, from: Data(bytes))
    } catch {
      throw InputError(path: file, message: "is not the JSON of `faultline quarantine list`")
    }
    guard list.schema == QuarantineList.schemaName else {
      throw InputError(
        path: file, message: "has schema '\(list.schema)', expected '\(QuarantineList.schemaName)'")
    }
    for entry in list.quarantine {
      guard let expires = Timestamp.seconds(entry.expires) else {
        throw InputError(path: file, message: "'\(entry.expires)' is no time")
      }
      add(entry.test, expires: expires, at: time, owner: entry.owner, reason: entry.reason)
    }
  }

  private mutating func add(
    _ test: String, expires: Int, at time: Int, owner: String?, reason: String
  ) {
    guard time < expires else {
      expired.insert(test)
      return
    }
    tests[test] = "until \(Day.of(expires)), \(owner ?? "no owner"): \(reason)"
  }
}
