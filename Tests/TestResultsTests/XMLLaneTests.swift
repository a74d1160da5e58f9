import Testing

@testable import TestResults

/// The plain lane and expat alone must tell a handler the same, whatever the bytes and however they
/// are cut into chunks: same elements, attributes and text up to the same error at the same place.
@Suite struct XMLLaneTests {
  static let reports = Fixture.reports.filter {
    $0.name.hasSuffix(".xml") || $0.name.hasSuffix(".trx")
  }

  static let pieces = [
    #"<a/>"#, #"<a></a>"#, #"<a b="1" c='2'/>"#, #"<a b="1"c="2"/>"#, #"<a b="1" b="2"/>"#,
    #"<a  b = "x>y" >t</a >"#, "<a\n b='\t\r\n\r\n\r'\n></a\r\n>",
    #"<a b="&lt;&#65;&#x42;&amp;"/>"#,
    #"<a b="<"/>"#, #"<a b="&lt"/>"#, #"<a b="&nope;"/>"#, #"<a b=1/>"#, #"<a b/>"#,
    #"<a b="1" / >"#,
    "x &lt; y &#10; &#233; &#8364; &#x1F600;", "&#0;&#27;", "&#00000000000065;", "&#xD800;",
    "&#X41;",
    "& x", "&nope;", "&;", "&#;", "]]", "]", "]]]>", "a]]>b", "\r\n\r\r\n",
    "\u{e9}\u{20ac}\u{1F600}",
    "<![CDATA[ <&]] ]]>", "<![CDATA[]]>", "<![CDATA[\r\n]]", "<![CDAT[x]]>", "<!-- c -->",
    "<!-- -- -->",
    "<?pi x?>", "<b>", "</b>", "<t>", "</t>", "<t>keep &amp; this\r</t>", "</c>", "<1/>", "< a/>",
    "<",
    "<\u{e9}/>", #"<a \#u{e9}="1"/>"#, "<a:b c:d='1'/>", "<!DOCTYPE x>", "\u{0}\u{1b}[1m", "</r>",
    "</r><r>", "</r>\n<?xml version='1.0'?>\n<r x='1'>", "</r><r/>", "text",
  ]

  @Test(arguments: reports) func fixturesAreTheSame(_ fixture: Fixture) throws {
    let bytes = try fixture.bytes()
    for chunk in [1, 7, 64, 4096, bytes.count] {
      #expect(
        Told(bytes, chunk: chunk, usesLane: true) == Told(bytes, chunk: chunk, usesLane: false))
    }
  }

  @Test(arguments: reports) func damagedFixturesAreTheSame(_ fixture: Fixture) throws {
    let bytes = try fixture.bytes()
    var dice = SplitMix(state: UInt64(bytes.count))
    for _ in 0..<60 {
      var broken = bytes
      let place = Int(dice.next() % UInt64(bytes.count))
      switch dice.next() % 3 {
      case 0: broken.removeSubrange(place...)
      case 1: broken[place] = UInt8.random(in: 0...255, using: &dice)
      default:
        broken.insert(contentsOf: (Self.pieces.randomElement(using: &dice) ?? "").utf8, at: place)
      }
      let chunk = [3, 100, broken.count + 1].randomElement(using: &dice) ?? 3
      #expect(
        Told(broken, chunk: chunk, usesLane: true) == Told(broken, chunk: chunk, usesLane: false),
        "cut or changed at \(place)")
    }
  }

  @Test(arguments: 0..<16) func composedDocumentsAreTheSame(_ seed: Int) {
    var dice = SplitMix(state: UInt64(seed))
    for _ in 0..<250 {
      var text =
        ["<r>", "<r a='1'>\n", "<?xml version='1.0'?><r\n\n>", " <!-- c --><r>"]
        .randomElement(using: &dice) ?? ""
      for _ in 0..<Int.random(in: 1...6, using: &dice) {
        text += Self.pieces.randomElement(using: &dice) ?? ""
      }
      if Bool.random(using: &dice) { text += "</r>\n" }
      let bytes = Array(text.utf8)
      for chunk in [1, 5, bytes.count] {
        #expect(
          Told(bytes, chunk: chunk, usesLane: true) == Told(bytes, chunk: chunk, usesLane: false),
          "\(text.debugDescription) in chunks of \(chunk)")
      }
    }
  }

  /// Longer than the lane takes: names, tags, attributes, depth.
  @Test func boundsAreTheSame() {
    let long = String(repeating: "n", count: 300)
    let many = (0..<300).map { " a\($0)='x'" }.joined()
    for text in [
      "<r><\(long)>x</\(long)></r>", "<r><a\(many)/></r>",
      "<r>" + String(repeating: "<a>", count: 80),
      "<r><a b='" + String(repeating: "long ", count: 40_000) + "'/>x</r>",
      "<r>\n" + String(repeating: "<a>x</a>\n", count: 30_000) + "<a></b></r>",
    ] {
      let bytes = Array(text.utf8)
      for chunk in [1000, bytes.count] {
        #expect(
          Told(bytes, chunk: chunk, usesLane: true) == Told(bytes, chunk: chunk, usesLane: false))
      }
    }
  }

  @Test(arguments: [1, 5, 200]) func commentsMayFollowTheRoot(_ chunk: Int) {
    let bytes = Array("<r>x</r>\n<!-- one --> <!-- two -->".utf8)
    for usesLane in [true, false] {
      #expect(Told(bytes, chunk: chunk, usesLane: usesLane).error == nil)
    }
  }

  /// Guards the comparison itself: plain documents are read by the lane, to their end.
  @Test func plainDocumentsStayInTheLane() {
    let lane = XMLPlainLane(XMLHandler(), limits: .default)
    var bytes = Array("<a b='1'>x &amp; <![CDATA[y]]></a><c/></r>".utf8)
    let entered = "r".withCString { lane.enter(root: XMLWord($0)) }
    #expect(entered)
    bytes.withUnsafeMutableBufferPointer { buffer in
      guard let start = buffer.baseAddress else { return }
      let read = lane.read(start, buffer.count)
      #expect(read.at == buffer.count)
      #expect(read.stop == .closedRoot)
    }
  }
}

/// What a document told its handler.
private struct Told: Equatable {
  var events: [String] = []
  var error: ReportError?

  init(_ bytes: [UInt8], chunk: Int, usesLane: Bool) {
    let recorder = Recorder()
    let stream = XMLStream(recorder, limits: .default, usesLane: usesLane)
    do throws(ReportError) {
      var at = 0
      while at < bytes.count {
        let end = min(at + chunk, bytes.count)
        let outcome: Result<Void, ReportError> = bytes[at..<end].withUnsafeBytes { piece in
          do throws(ReportError) { return .success(try stream.consume(piece)) } catch {
            return .failure(error)
          }
        }
        try outcome.get()
        at = end
      }
      try stream.finish()
    } catch {
      self.error = error
    }
    // How much of a text comes before an error in it depends on the chunks; nobody uses it.
    if error == nil { recorder.endText() }
    events = recorder.events
  }
}

/// Writes down what it is told; text in pieces counts as one, and is wanted in some elements only.
private final class Recorder: XMLHandler {
  var events: [String] = []
  private var pending: [UInt8] = []

  override func open(_ name: XMLWord, _ attributes: XMLAttributes) {
    endText()
    var event = "<" + name.string
    attributes.visit { event += " \($0.string)=\($1.string.debugDescription)" }
    events.append(event)
    wantsText = name == "t" || name == "r" || name == "failure" || name == "Message"
  }

  override func close(_ name: XMLWord) {
    endText()
    events.append("</" + name.string)
    wantsText = !wantsText
  }

  override func text(_ bytes: UnsafeRawBufferPointer) { pending += bytes }

  func endText() {
    if !pending.isEmpty { events.append(String(decoding: pending, as: UTF8.self)) }
    pending = []
  }
}

/// Steele, Lea and Flood's SplitMix64: the same documents on every machine.
private struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
    return word ^ word >> 31
  }
}
