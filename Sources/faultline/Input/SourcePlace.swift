import Foundation
import Reporting
import Triage

/// The place in the checkout that a cause is about.
enum SourcePlace {
  /// Nil unless the file is in the checkout.
  ///
  /// - Parameter root: the checkout's folder.
  static func find(_ diagnosis: Diagnosis, root: String) -> SourceLocation? {
    locator(root).locate(relative(diagnosis, to: root + "/"))
  }

  /// Asks the file system instead of listing a checkout of a hundred thousand files.
  static func locator(_ root: String) -> SourceLocator {
    SourceLocator { path in
      var status = stat()
      return stat(root + "/" + path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }
  }

  /// The locator knows where CIs put checkouts; where this one is, only we know.
  private static func relative(_ diagnosis: Diagnosis, to root: String) -> Diagnosis {
    func cut(_ text: String) -> String { text.replacing(root, with: "") }
    var out = diagnosis
    for index in out.evidence.indices where out.evidence[index].role == .cause {
      out.evidence[index].text = cut(out.evidence[index].text)
      out.evidence[index].captures = out.evidence[index].captures.mapValues(cut)
      for line in out.evidence[index].before.indices {
        out.evidence[index].before[line].text = cut(out.evidence[index].before[line].text)
      }
      for line in out.evidence[index].after.indices {
        out.evidence[index].after[line].text = cut(out.evidence[index].after[line].text)
      }
    }
    return out
  }
}
