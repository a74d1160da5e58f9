import Flakiness
import Foundation
import TestResults

/// Who owns a file: `owners` of the settings, else the checkout's CODEOWNERS.
struct FileOwners {
  private let own: CodeOwners
  private let codeowners: CodeOwners?

  /// - Parameters:
  ///   - root: the folder of the checkout.
  ///   - codeowners: this instead of the checkout's own.
  init(_ settings: Settings, root: String, codeowners: CodeOwners? = nil) {
    let lines = settings.pairs("owners").map { OwnerSetting.line($0.name, $0.value) }
    own = CodeOwners(lines.joined(separator: "\n"))
    self.codeowners = codeowners ?? Self.places.lazy.compactMap { Self.read(root + "/" + $0) }.first
  }

  private static let places = [
    ".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS",
  ]
  /// GitHub reads no larger one.
  private static let longest = 3 << 20

  private static func read(_ path: String) -> CodeOwners? {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
      status.st_size <= Self.longest,
      let data = FileManager.default.contents(atPath: path)
    else { return nil }
    return CodeOwners(String(decoding: data, as: UTF8.self))
  }

  func owners(of file: String) -> [String] {
    let named = own.owners(of: file)
    return named.isEmpty ? codeowners?.owners(of: file) ?? [] : named
  }

  /// The advice that names them: "'web/cart.js' is owned by @acme/web."; nil when nobody owns it.
  func advice(_ file: String) -> String? {
    let named = owners(of: file)
    guard !named.isEmpty else { return nil }
    return "'\(file)' is owned by \(named.prefix(5).joined(separator: ", "))."
  }
}

/// Finds a test's source file and who owns it.
struct OwnerFinder {
  /// The folder of the checkout.
  let root: String
  let files: FileOwners
  /// By test key, asked before the file.
  var tests: CodeOwners?
  var fallback: String?

  /// - Parameters:
  ///   - root: the folder of the checkout; the working directory by default.
  ///   - codeowners: this instead of the checkout's own.
  init(root: String? = nil, codeowners: CodeOwners? = nil) {
    self.root = root ?? FileManager.default.currentDirectoryPath
    files = FileOwners(.current, root: self.root, codeowners: codeowners)
  }

  /// The test's file as it lies in the checkout; nil when none of the likely ones does.
  func file(of test: String, identity: TestIdentity?) -> String? {
    candidates(test, identity).first { path in
      var status = stat()
      return stat(root + "/" + path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }
  }

  /// Several owners are joined by blanks; nil when nobody owns the test.
  func owner(of test: String, identity: TestIdentity?) -> String? {
    if let named = tests?.owners(of: test), !named.isEmpty { return named.joined(separator: " ") }
    // What exists is the file; without a checkout the likeliest path that has an owner.
    let real = file(of: test, identity: identity)
    for path in real.map({ [$0] }) ?? candidates(test, identity) {
      let named = files.owners(of: path)
      if !named.isEmpty { return named.joined(separator: " ") }
    }
    return fallback
  }

  private func candidates(_ test: String, _ identity: TestIdentity?) -> [String] {
    let scope = identity?.className ?? String(test.split(separator: "::").first ?? "")
    // A report is a stranger's: its paths must not lead out of the checkout.
    return TestPath.candidates(scope: scope, file: identity?.file ?? "").filter { path in
      !path.isEmpty && !path.hasPrefix("/") && !path.split(separator: "/").contains("..")
    }
  }
}
