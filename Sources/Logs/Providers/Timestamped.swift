/// Some tool's stamps before most lines, and no CI that could be named.
///
///     2024-01-01T00:00:00Z npm ERR! 404
///     [2024-01-01 00:00:00] npm ERR! 404
///     9:28:42 PM: npm ERR! 404
struct Timestamped: Provider {
  var id: ProviderID { .timestamped }

  /// No points: the sniffer asks for this shape only when no other one is recognised.
  func points(_ line: UnsafeRawBufferPointer) -> Int { envelope(line).length > 0 ? 1 : 0 }

  func envelope(_ raw: UnsafeRawBufferPointer) -> Envelope {
    let start = raw.skipByteOrderMarks(0)
    if let end = halfDayClock(raw, start) { return Envelope(length: end) }
    let isBracketed = raw.at(start) == UInt8(char: "[")
    let first = isBracketed ? start + 1 : start
    let dated = raw.isoStamp(at: first)
    guard let stamp = dated ?? raw.clockStamp(at: first) else { return Envelope(length: start) }
    var end = stamp.end
    if isBracketed {
      guard raw.at(end) == UInt8(char: "]") else { return Envelope(length: start) }
      end += 1
    } else if raw.at(end) == 0x3A {
      end += 1
    }
    guard end == raw.count || raw.at(end) == Byte.space || raw.at(end) == Byte.tab else {
      return Envelope(length: start)
    }
    return Envelope(length: min(end + 1, raw.count), stamp: dated?.milliseconds)
  }

  /// The end of `9:28:42 PM: `, as Netlify writes it; nil if it does not stand at `start`.
  private func halfDayClock(_ raw: UnsafeRawBufferPointer, _ start: Int) -> Int? {
    let colon = raw.skip(from: start) { $0.isDigit }
    guard (start + 1...start + 2).contains(colon), raw.at(colon) == 0x3A,
      raw.number(at: colon + 1, digits: 2) != nil, raw.at(colon + 3) == 0x3A,
      raw.number(at: colon + 4, digits: 2) != nil
    else { return nil }
    return raw.has(" AM: ", at: colon + 6) || raw.has(" PM: ", at: colon + 6) ? colon + 11 : nil
  }

  func marker(_ raw: UnsafeRawBufferPointer, at index: Int) -> Marker? {
    Plain().marker(raw, at: index)
  }

  func mark(_ text: UnsafeRawBufferPointer) -> Mark? { Plain().mark(text) }

  func isEcho(_ text: UnsafeRawBufferPointer) -> Bool { Plain().isEcho(text) }
}
