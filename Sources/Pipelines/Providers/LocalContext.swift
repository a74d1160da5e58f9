import Foundation

/// A checkout outside any CI, read as files: `.git/HEAD`, its refs and `config`.
enum LocalContext {
  static func context(_ variables: Variables) -> JobContext {
    var context = JobContext(provider: "local")
    context.author = variables.first("USER", "LOGNAME")
    guard let checkout = Checkout(variables) else { return context }
    context.workspace = checkout.folder
    context.repository = RefName.repository(checkout.remote)
    context.branch = checkout.branch
    context.commit = checkout.commit
    context.defaultBranch = checkout.defaultBranch
    return context
  }
}

/// The git repository around the working directory.
private struct Checkout {
  let folder: String
  private let variables: Variables
  /// Where refs and `config` are; a linked worktree keeps only its `HEAD` elsewhere.
  private let shared: String
  private let head: String

  init?(_ variables: Variables) {
    var folder = variables.directory
    var found = Self.head(in: folder, variables)
    while found == nil {
      guard let parent = Self.parent(of: folder) else { return nil }
      folder = parent
      found = Self.head(in: folder, variables)
    }
    guard let (own, head) = found else { return nil }
    self.variables = variables
    self.folder = folder
    self.head = head
    if let common = variables.text(own + "/commondir") {
      shared = Self.path(Self.line(common), from: own)
    } else {
      shared = own
    }
  }

  /// `.git` is a folder, or a file that names one.
  private static func head(in folder: String, _ variables: Variables) -> (String, String)? {
    let git = (folder == "/" ? "" : folder) + "/.git"
    if let head = variables.text(git + "/HEAD") { return (git, line(head)) }
    guard let link = variables.text(git).map(line), link.hasPrefix("gitdir: ") else { return nil }
    let own = path(String(link.dropFirst(8)), from: folder)
    return variables.text(own + "/HEAD").map { (own, line($0)) }
  }

  var branch: String? {
    head.hasPrefix("ref: ") ? RefName.branch(String(head.dropFirst(5))) : nil
  }

  var commit: String? {
    guard head.hasPrefix("ref: ") else { return RefName.commit(head) }
    return resolve(String(head.dropFirst(5)))
  }

  var defaultBranch: String? {
    let link = variables.text(shared + "/refs/remotes/origin/HEAD").map(Self.line)
    guard let link, link.hasPrefix("ref: ") else { return nil }
    return RefName.branch(String(link.dropFirst(5)))
  }

  /// The address of `origin`, else of the first remote.
  var remote: String? {
    var first: String?
    var section = ""
    for line in (variables.text(shared + "/config") ?? "").split(whereSeparator: \.isNewline) {
      let text = line.trimmingCharacters(in: .whitespaces)
      if text.hasPrefix("[") { section = text }
      guard section.hasPrefix("[remote "), text.hasPrefix("url"),
        let equals = text.firstIndex(of: "=")
      else { continue }
      let url = text[text.index(after: equals)...].trimmingCharacters(in: .whitespaces)
      if section == "[remote \"origin\"]" { return url }
      first = first ?? url
    }
    return first
  }

  private func resolve(_ ref: String) -> String? {
    if let loose = variables.text(shared + "/" + ref) { return RefName.commit(Self.line(loose)) }
    let packed = variables.text(shared + "/packed-refs") ?? ""
    for line in packed.split(separator: "\n") where line.hasSuffix(" " + ref) {
      return RefName.commit(String(line.prefix { $0 != " " }))
    }
    return nil
  }

  private static func line(_ text: String) -> String {
    String(text.prefix { !$0.isNewline })
  }

  /// The folder around this one; nil at the top. (Foundation's own function ends the process on some
  /// paths that are none.)
  private static func parent(of folder: String) -> String? {
    guard let slash = folder.lastIndex(of: "/"), folder != "/" else { return nil }
    return slash == folder.startIndex ? "/" : String(folder[..<slash])
  }

  /// `path` as seen from `folder`, without `.` and `..`.
  private static func path(_ path: String, from folder: String) -> String {
    var parts: [Substring] = []
    for part in (path.hasPrefix("/") ? path : folder + "/" + path).split(separator: "/") {
      if part == ".." {
        _ = parts.popLast()
      } else if part != "." {
        parts.append(part)
      }
    }
    return "/" + parts.joined(separator: "/")
  }
}
