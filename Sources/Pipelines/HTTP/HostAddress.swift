import Foundation

/// An address of a host as the resolver gives it, and whether it belongs to the public internet.
struct HostAddress: Equatable, Sendable {
  /// 4 or 16.
  let bytes: [UInt8]
  /// As connected to.
  let text: String

  var isLoopback: Bool {
    switch unmapped.count {
    case 4: unmapped[0] == 127
    default: unmapped == [UInt8](repeating: 0, count: 15) + [1]
    }
  }

  /// False for loopback, private, link-local, shared, test, multicast and reserved ranges, and for
  /// IPv6 ranges that stand for an IPv4 address which is not public.
  var isPublic: Bool {
    let address = unmapped
    return address.count == 4 ? Self.isPublic4(address) : Self.isPublic6(address)
  }

  /// `::ffff:a.b.c.d` is the IPv4 address it carries.
  private var unmapped: [UInt8] {
    let prefix = [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF]
    return bytes.count == 16 && bytes.starts(with: prefix) ? Array(bytes[12...]) : bytes
  }

  private static func isPublic4(_ a: [UInt8]) -> Bool {
    switch (a[0], a[1], a[2]) {
    case (0, _, _), (10, _, _), (127, _, _), (169, 254, _), (192, 168, _): false
    case (172, 16...31, _), (100, 64...127, _), (198, 18...19, _): false
    case (192, 0, 0), (192, 0, 2), (198, 51, 100), (203, 0, 113), (192, 88, 99): false
    case (224...255, _, _): false
    default: true
    }
  }

  private static func isPublic6(_ a: [UInt8]) -> Bool {
    // NAT64 and 6to4 lead to the IPv4 address inside.
    if a.starts(with: [0x00, 0x64, 0xFF, 0x9B]) { return isPublic4(Array(a[12...])) }
    if a.starts(with: [0x20, 0x02]) { return isPublic4(Array(a[2..<6])) }
    // Only 2000::/3 is given out; documentation and Teredo are parts of it.
    guard a[0] & 0xE0 == 0x20 else { return false }
    if a.starts(with: [0x20, 0x01, 0x0D, 0xB8]) || a.starts(with: [0x3F, 0xFF]) { return false }
    return !a.starts(with: [0x20, 0x01, 0x00])
  }

  /// All addresses of `host`; an address given as text is its own.
  static func resolve(_ host: String) throws(FetchError) -> [HostAddress] {
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var list: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(host, nil, &hints, &list) == 0 else {
      throw FetchError(.connection, "'\(host)': no such host")
    }
    defer { freeaddrinfo(list) }
    var out: [HostAddress] = []
    var next = list
    while let entry = next {
      if let address = HostAddress(entry.pointee), !out.contains(address) { out.append(address) }
      next = entry.pointee.ai_next
    }
    guard !out.isEmpty else { throw FetchError(.connection, "'\(host)': no address") }
    return out
  }

  private init?(_ info: addrinfo) {
    guard let pointer = UnsafeRawPointer(info.ai_addr) else { return nil }
    switch info.ai_family {
    case AF_INET:
      let address = pointer.loadUnaligned(as: sockaddr_in.self).sin_addr
      bytes = withUnsafeBytes(of: address) { Array($0) }
    case AF_INET6:
      let address = pointer.loadUnaligned(as: sockaddr_in6.self).sin6_addr
      bytes = withUnsafeBytes(of: address) { Array($0) }
    default: return nil
    }
    var buffer = [CChar](repeating: 0, count: 64)
    let result = bytes.withUnsafeBytes { bytes in
      inet_ntop(info.ai_family, bytes.baseAddress, &buffer, socklen_t(buffer.count))
    }
    guard result != nil else { return nil }
    text = String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
