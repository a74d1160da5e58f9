import Testing

@testable import Pipelines

@Suite struct HostAddressTests {
  @Test(
    arguments: [
      "0.0.0.0", "10.0.0.1", "127.0.0.1", "127.1.2.3", "169.254.169.254", "172.16.0.1",
      "172.31.255.255", "192.168.1.1", "100.64.0.1", "198.18.0.1", "192.0.2.1", "224.0.0.1",
      "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "fd12::1", "ff02::1",
      "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::",
      "2001:db8::1", "2001::1", "0x7f.1", "2130706433", "017700000001", "fec0::1",
    ])
  func privateAddressesAreKnown(_ text: String) throws {
    #expect(try HostAddress.resolve(text).allSatisfy { !$0.isPublic })
  }

  @Test(
    arguments: [
      "8.8.8.8", "1.1.1.1", "172.15.0.1", "172.32.0.1", "192.167.1.1", "100.63.0.1", "11.0.0.1",
      "2606:4700::1111", "2a00:1450::1", "64:ff9b::808:808",
    ])
  func publicAddressesAreKnown(_ text: String) throws {
    #expect(try HostAddress.resolve(text).allSatisfy(\.isPublic))
  }

  @Test(arguments: ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"])
  func loopbackIsKnown(_ text: String) throws {
    #expect(try HostAddress.resolve(text).allSatisfy(\.isLoopback))
  }

  @Test(
    arguments: [
      ("a b/../c", "a%20b%2F%2E%2E%2Fc"), ("..", "%2E%2E"), ("group/name", "group%2Fname"),
      ("x?y#z", "x%3Fy%23z"), ("é", "%C3%A9"),
    ])
  func aSegmentStaysOne(_ text: String, _ expected: String) {
    let encoded = PathSegment.encoded(text)
    #expect(!encoded.contains("/") && !encoded.contains("?") && !encoded.contains("#"))
    #expect(encoded.replacing(".", with: "%2E") == expected.replacing(".", with: "%2E"))
  }
}
