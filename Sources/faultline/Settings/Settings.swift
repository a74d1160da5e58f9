import Foundation
import Reporting
import Signatures

/// What was set, by variables or by `.faultline.yml`; options win over both, see the computed
/// properties of the commands' option groups.
struct Settings: Sendable {
  /// Where the file is; nil without one.
  private(set) var path: String?
  private var values: [String: Setting] = [:]
  /// Everything wrong with file and variables, one clause with its place each. Settings that are
  /// right hold all the same.
  private(set) var problems: [String] = []

  /// A larger file is not read: nobody has written it.
  static let longest = 256 << 10

  /// Of this process.
  static let current = Settings(
    environment: ProcessInfo.processInfo.environment,
    folder: FileManager.default.currentDirectoryPath)

  /// - Parameters:
  ///   - environment: `FAULTLINE_CONFIG` names the file, else the nearest `.faultline.yml` from
  ///     `folder` up to the root of the checkout is taken; the other variables are in ``SettingKey``.
  ///   - file: this file instead.
  init(environment: [String: String], folder: String, file: String? = nil) {
    let named = file ?? environment["FAULTLINE_CONFIG"].flatMap { $0.isEmpty ? nil : $0 }
    if let found = named ?? Self.find(from: folder) { read(found, from: folder) }
    for key in SettingKey.all {
      guard let variable = key.variable, let text = environment[variable], !text.isEmpty else {
        continue
      }
      do throws(Complaint) {
        values[key.name] = Setting(
          value: try SettingsText.value(text, key), origin: "$" + variable)
      } catch {
        problems.append("$\(variable): \(error.description)")
      }
    }
  }

  /// The setting of this name.
  subscript(_ name: String) -> Setting? { values[name] }

  private static func find(from folder: String) -> String? {
    var folder = folder
    while true {
      let file = folder + "/.faultline.yml"
      if access(file, F_OK) == 0 { return file }
      let isRoot = access(folder + "/.git", F_OK) == 0
      let up = Self.split(folder).folder
      if isRoot || up == folder || up.isEmpty || up == "/" { return nil }
      folder = up
    }
  }

  private mutating func read(_ path: String, from folder: String) {
    let (home, name) = Self.split(path)
    let shown = home == folder ? name : path
    self.path = shown
    var status = stat()
    guard stat(path, &status) == 0 else {
      problems.append("'\(shown)': \(String(cString: strerror(errno)).lowercased())")
      return
    }
    guard status.st_mode & S_IFMT == S_IFREG, status.st_size <= Self.longest else {
      let isOther = status.st_mode & S_IFMT != S_IFREG
      // /dev/null is the way to say: no file.
      if status.st_mode & S_IFMT != S_IFCHR {
        problems.append(
          "'\(shown)': "
            + (isOther ? "not a regular file" : "larger than \(Self.longest >> 10) KiB"))
      }
      return
    }
    guard let data = FileManager.default.contents(atPath: path) else {
      problems.append("'\(shown)': cannot be read")
      return
    }
    let file = SettingsFile(String(decoding: data, as: UTF8.self), path: shown)
    problems += file.problems.map(\.description)
    let base = home == folder || home.isEmpty ? "" : home + "/"
    for (name, setting) in file.values {
      if let setting = Self.placed(name, setting, base) {
        values[name] = setting
      } else {
        problems.append("\(setting.origin): '\(name)' leaves the folder of this file by a link")
      }
    }
  }

  /// A setting with its paths seen from here; nil if one to be written leads out by a link.
  private static func placed(_ name: String, _ setting: Setting, _ base: String) -> Setting? {
    var out = setting
    let home = base.isEmpty ? "./" : base
    switch (SettingKey.named(name)?.kind, setting.value) {
    case (.path, .text(let path)):
      guard isInside(base + path, home) else { return nil }
      out.value = .text(base + path)
    case (.outputs, .pairs(let pairs)):
      guard pairs.allSatisfy({ isInside(base + $0.value, home) }) else { return nil }
      out.value = .pairs(pairs.map { SettingPair(name: $0.name, value: base + $0.value) })
    case (.texts, .texts(let texts)):
      out.value = .texts(texts.map { $0.hasPrefix("/") ? $0 : base + $0 })
    default: break
    }
    return out
  }

  /// Whether what exists of `path` is below `home` when links are followed.
  private static func isInside(_ path: String, _ home: String) -> Bool {
    guard let root = realPath(home) else { return false }
    var path = path
    while true {
      if let real = realPath(path) { return real == root || real.hasPrefix(root + "/") }
      var status = stat()
      // A link to nowhere would be followed when the file is made.
      if lstat(path, &status) == 0 { return false }
      let up = split(path).folder
      path = up.isEmpty ? "." : up
    }
  }

  /// `a/b` into `a` and `b`. `NSString.deletingLastPathComponent` crashes on a text of one character
  /// (Foundation of Swift 6.3 on Linux).
  private static func split(_ path: String) -> (folder: String, name: String) {
    guard let slash = path.lastIndex(of: "/") else { return ("", path) }
    return (String(path[..<slash]), String(path[path.index(after: slash)...]))
  }

  private static func realPath(_ path: String) -> String? {
    guard let real = realpath(path, nil) else { return nil }
    defer { free(real) }
    return String(cString: real)
  }
}

// MARK: - By name

extension Settings {
  func text(_ name: String) -> String? {
    if case .text(let text)? = self[name]?.value { text } else { nil }
  }

  func texts(_ name: String) -> [String] {
    if case .texts(let texts)? = self[name]?.value { texts } else { [] }
  }

  func number(_ name: String) -> Int? {
    if case .number(let number)? = self[name]?.value { number } else { nil }
  }

  func flag(_ name: String, standard: Bool = false) -> Bool {
    if case .flag(let flag)? = self[name]?.value { flag } else { standard }
  }

  func pairs(_ name: String) -> [SettingPair] {
    if case .pairs(let pairs)? = self[name]?.value { pairs } else { [] }
  }
}
