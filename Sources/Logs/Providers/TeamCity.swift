/// TeamCity: service messages whose values are escaped with `|`, or a downloaded build log with
/// clock, level letter and step.
///
///     ##teamcity[buildProblem description='no space left|non device']
///     [02:11:04]E:	 [Step 2/3] make: *** [all] Error 2
struct TeamCity: Provider {
  var id: ProviderID { .teamCity }
  var structure: [String] {
    ["##teamcity[block", "##teamcity[buildproblem"]
  }

  func points(_ line: UnsafeRawBufferPointer) -> Int {
    if line.has("##teamcity[") { return 20 }
    return envelope(line).length > 0 ? 10 : 0
  }

  func envelope(_ raw: UnsafeRawBufferPointer) -> Envelope {
    guard raw.at(0) == UInt8(char: "["), let clock = raw.clockStamp(at: 1),
      raw.has("]", at: clock.end)
    else { return .none }
    var end = clock.end + 1
    if raw.at(end).isLetter || raw.at(end) == Byte.space { end += 1 }
    guard raw.at(end) == 0x3A else { return .none }
    end = raw.skip(from: end + 1) { $0 == Byte.space || $0 == Byte.tab }
    return Envelope(length: end)
  }

  func mark(_ text: UnsafeRawBufferPointer) -> Mark? {
    guard text.has("##teamcity[") else { return nil }
    if text.has("buildProblem", at: 11) { return Mark(section: .failed) }
    guard let start = text.find(" name='"),
      let end = text.first(UInt8(char: "'"), in: start + 7..<text.count)
    else { return nil }
    let name = text.string(start + 7..<end)
    if text.has("blockOpened", at: 11) {
      return Mark(section: .begin(name: name, kind: .group, isNested: true))
    }
    return text.has("blockClosed", at: 11) ? Mark(section: .end(name: name)) : nil
  }
}
