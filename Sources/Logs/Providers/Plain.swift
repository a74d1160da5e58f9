/// No CI's wrapping, or an excerpt too short to tell: lines as tools print them. The marks that
/// cannot be mistaken are still understood.
struct Plain: Provider {
  var id: ProviderID { .plain }

  func points(_ line: UnsafeRawBufferPointer) -> Int { 0 }

  func envelope(_ raw: UnsafeRawBufferPointer) -> Envelope {
    Envelope(length: raw.skipByteOrderMarks(0))
  }

  func marker(_ raw: UnsafeRawBufferPointer, at index: Int) -> Marker? {
    switch raw.at(index) {
    case UInt8(char: "s"): GitLab().marker(raw, at: index)
    case UInt8(char: "t"): Travis().marker(raw, at: index)
    default: nil
    }
  }

  func mark(_ text: UnsafeRawBufferPointer) -> Mark? {
    switch text.at(0) {
    case UInt8(char: "#"): text.has("##teamcity[") ? TeamCity().mark(text) : HashMarks.mark(text)
    case UInt8(char: "["), UInt8(char: "S"): Jenkins().mark(text)
    case UInt8(char: "P"), UInt8(char: "C"): HashMarks.mark(text)
    case UInt8(char: "E"): GitLab().mark(text)
    case UInt8(char: "T"): Travis().mark(text)
    default: nil
    }
  }

  func isEcho(_ text: UnsafeRawBufferPointer) -> Bool { HashMarks.isEcho(text) }
}
