/// LAVA and kernelci: a serial console, mostly kernel lines, sometimes behind a dispatcher's stamp.
/// The kernel's clock stays in the text (see `InnerPrefix`).
///
///     [   12.345678] Kernel panic - not syncing: VFS: Unable to mount root fs
struct LAVA: Provider {
  var id: ProviderID { .lava }

  func points(_ line: UnsafeRawBufferPointer) -> Int {
    let start = envelope(line).length
    if line.find("lava-dispatcher") != nil || line.find("<LAVA_SIGNAL_") != nil { return 15 }
    return InnerPrefix.kernelClock(line, start) != nil ? 2 : 0
  }

  func envelope(_ raw: UnsafeRawBufferPointer) -> Envelope {
    guard let stamp = raw.isoStamp(at: 0), stamp.separator == UInt8(char: "T"),
      raw.at(stamp.end) == Byte.space
    else { return .none }
    let end = raw.skip(from: stamp.end) { $0 == Byte.space }
    return Envelope(length: end, stamp: stamp.milliseconds)
  }

  func marker(_ raw: UnsafeRawBufferPointer, at index: Int) -> Marker? {
    Plain().marker(raw, at: index)
  }

  func mark(_ text: UnsafeRawBufferPointer) -> Mark? { Plain().mark(text) }

  func isEcho(_ text: UnsafeRawBufferPointer) -> Bool { Plain().isEcho(text) }
}
