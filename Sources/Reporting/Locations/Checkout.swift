/// The files of a checkout, by path and by last part.
struct Checkout: Sendable {
  private let contains: @Sendable (String) -> Bool
  /// Paths with this last part; empty where only ``contains`` is known.
  private let byName: [String: [String]]

  init(files: some Sequence<String>) {
    let paths = Set(files)
    contains = { paths.contains($0) }
    byName = Dictionary(grouping: paths.sorted()) { String($0.split(separator: "/").last ?? "") }
  }

  init(contains: @escaping @Sendable (String) -> Bool) {
    self.contains = contains
    byName = [:]
  }

  /// The file that `path` means, relative to the checkout; nil when none or more than one may be.
  ///
  /// - Parameter directory: where the failing step ran; it decides between several.
  func resolve(_ path: String, directory: String?) -> String? {
    guard let parts = Self.parts(path), !parts.isEmpty else { return nil }
    let isAbsolute = path.hasPrefix("/") || path.hasPrefix("~")
    if isAbsolute {
      guard !Self.isForeign(path) else { return nil }
      if let rest = Workspace.strip(parts), let found = resolve(relative: rest, directory) {
        return found
      }
      return longestSuffix(parts)
    }
    if parts.contains(where: { Self.foreignFolders.contains($0) }), !contains(joined(parts)) {
      return nil
    }
    if let found = resolve(relative: parts, directory) { return found }
    // `a/src/x.c` of a diff, and a name that begins with the repository's own folder.
    return parts.count > 2 ? longestSuffix(parts) : nil
  }

  private func resolve(relative parts: [Substring], _ directory: String?) -> String? {
    let path = joined(parts)
    if let directory, !directory.isEmpty, contains(directory + "/" + path) {
      return directory + "/" + path
    }
    if contains(path) { return path }
    if parts.count > 1, ["a", "b", "i", "w"].contains(parts[0]), contains(joined(parts.dropFirst()))
    {
      return joined(parts.dropFirst())
    }
    return below(path, directory)
  }

  /// The one file somewhere in the checkout whose path ends so.
  private func below(_ path: String, _ directory: String?) -> String? {
    let name = String(path.split(separator: "/").last ?? "")
    let found = (byName[name] ?? []).filter { $0.hasSuffix("/" + path) }
    if found.count == 1 { return found[0] }
    guard let directory, !directory.isEmpty else { return nil }
    let near = found.filter { $0.hasPrefix(directory + "/") }
    return near.count == 1 ? near[0] : nil
  }

  /// The longest end of the path that is a file here: for a checkout mounted somewhere else. One
  /// part alone proves nothing.
  private func longestSuffix(_ parts: [Substring]) -> String? {
    for count in stride(from: parts.count - 1, through: 2, by: -1) {
      let path = joined(parts.suffix(count))
      if contains(path) { return path }
    }
    return nil
  }

  private func joined(_ parts: some Sequence<Substring>) -> String {
    parts.joined(separator: "/")
  }

  /// Without `.` and `..`; nil for a path that leaves where it begins.
  private static func parts(_ path: String) -> [Substring]? {
    var out: [Substring] = []
    for part in path.split(separator: "/") where part != "." {
      if part != ".." {
        out.append(part)
      } else if !out.isEmpty {
        out.removeLast()
      } else if path.hasPrefix("/") {
        return nil
      }
    }
    return out.count > 64 ? nil : out
  }

  /// Folders of what a job installs: their files only look like ones of the checkout.
  private static let foreignFolders: Set<Substring> = [
    "node_modules", "site-packages", "dist-packages", "vendor", ".cargo", ".rustup", ".venv",
    ".tox", ".nox", ".m2", ".gradle", ".pub-cache", ".nuget", "bower_components", "toolcache",
    "hostedtoolcache", ".bundle", "gems", "Pods", ".build", "checkouts", "DerivedData",
  ]

  private static let foreignRoots = [
    "/usr/lib/", "/usr/local/", "/usr/include/", "/usr/share/", "/lib/", "/opt/", "/rustc/",
    "/nix/store/", "/proc/", "/sys/", "/etc/", "/bin/", "/sbin/", "/Library/", "/System/",
    "/Applications/", "/Program Files", "/Windows/", "/hostedtoolcache/", "/root/go/pkg/",
  ]

  private static func isForeign(_ path: String) -> Bool {
    if Workspace.roots.contains(where: { path.hasPrefix("/" + $0.joined(separator: "/")) }) {
      return false
    }
    if foreignRoots.contains(where: { path.hasPrefix($0) }) { return true }
    return path.split(separator: "/").contains { foreignFolders.contains($0) }
  }
}

/// Where CI systems and containers put a checkout.
enum Workspace {
  /// The folders above; `*` is any one part.
  static let patterns: [[String]] = [
    ["home", "runner", "work", "*", "*"], ["__w", "*", "*"], ["github", "workspace"],
    ["Users", "runner", "work", "*", "*"], ["a", "*", "*"], ["actions-runner", "_work", "*", "*"],
    ["runner", "_work", "*", "*"], ["home", "vsts", "work", "*", "s"], ["a", "*", "s"],
    ["Users", "runner", "work", "*", "s"], ["__w", "*", "s"], ["azp", "_work", "*", "s"],
    ["builds", "*", "*", "*"], ["builds", "*", "*"],
    ["GitLab-Runner", "builds", "*", "*", "*", "*"],
    ["home", "circleci", "project"], ["home", "circleci", "repo"], ["root", "project"],
    ["Users", "distiller", "project"], ["home", "travis", "build", "*", "*"],
    ["var", "lib", "jenkins", "workspace", "*"], ["var", "jenkins_home", "workspace", "*"],
    ["home", "jenkins", "workspace", "*"], ["home", "jenkins", "agent", "workspace", "*"],
    ["jenkins", "workspace", "*"], ["workspace", "source"], ["workspace", "repo"], ["workspace"],
    ["workspaces", "*"], ["drone", "src"], ["woodpecker", "src", "*", "*", "*"], ["projects", "*"],
    ["buildkite", "builds", "*", "*", "*"],
    ["var", "lib", "buildkite-agent", "builds", "*", "*", "*"],
    ["opt", "atlassian", "pipelines", "agent", "build"],
    ["opt", "buildagent", "work", "*"], ["BuildAgent", "work", "*"],
    ["home", "semaphore", "*"], ["codebuild", "output", "*", "src", "*", "*"],
    ["home", "prow", "go", "src", "*", "*", "*"], ["go", "src", "*", "*", "*"],
    ["tmp", "build", "*"], ["usr", "src", "app"], ["usr", "src"], ["src"], ["app"], ["code"],
    ["repo"], ["project"], ["build"], ["work"], ["mnt"], ["data"], ["opt", "app"], ["srv", "app"],
  ]

  /// Those below a folder that is otherwise the system's.
  static let roots: [[String]] = [
    ["opt", "atlassian", "pipelines"], ["opt", "buildagent", "work"], ["opt", "app"],
    ["usr", "src"],
  ]

  /// The parts behind the first workspace that they begin with; nil if there is none.
  static func strip(_ parts: [Substring]) -> [Substring]? {
    let fitting = patterns.first { pattern in
      parts.count > pattern.count && zip(pattern, parts).allSatisfy { $0 == "*" || $0 == $1 }
    }
    return fitting.map { Array(parts.dropFirst($0.count)) }
  }
}
