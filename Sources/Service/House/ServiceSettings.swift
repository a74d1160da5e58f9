import Foundation
import History

/// Something nobody may read in a log: its own description says nothing.
package struct Secret: Sendable, Equatable, CustomStringConvertible, CustomReflectable {
  package let bytes: [UInt8]

  package init(_ text: String) { bytes = Array(text.utf8) }
  package init(bytes: [UInt8]) { self.bytes = bytes }

  package var text: String { String(decoding: bytes, as: UTF8.self) }
  package var description: String { "(secret)" }
  package var customMirror: Mirror { Mirror(self, children: []) }
}

/// What a service is told by file, environment and options.
package struct ServiceSettings: Sendable {
  /// A hook that listens at `/hooks/NAME`.
  package struct Hook: Sendable {
    package var name: String
    /// Which protocol is spoken there: `github`, `gitlab`, …
    package var source: String
    /// One, or two while a secret is being changed. None refuses every delivery.
    package var secrets: [Secret]

    package init(name: String, source: String, secrets: [Secret]) {
      self.name = name
      self.source = source
      self.secrets = secrets
    }
  }

  /// A CI's API that logs and reports are fetched from.
  package struct API: Sendable {
    /// The name of a client, as after `fetch --provider`.
    package var provider: String
    /// nil for the provider's own.
    package var server: String?
    package var token: Secret?
    /// For `JENKINS_USER`, where a token alone is not enough.
    package var user: String?

    package init(provider: String, server: String? = nil, token: Secret? = nil, user: String? = nil)
    {
      self.provider = provider
      self.server = server
      self.token = token
      self.user = user
    }
  }

  package var host = "127.0.0.1"
  /// 0 for any that is free.
  package var port = 8080
  /// Where people reach the service, without a slash at the end.
  package var baseURL = "http://127.0.0.1:8080"
  package var hooks: [Hook] = []
  package var apis: [API] = []
  /// Further secrets by name, for the doors that know them: `slack`, `teams`, …
  package var secrets: [String: [Secret]] = [:]
  /// What holds for single chats, by their names.
  package var chats: [String: ChatRules] = [:]
  /// When channels are told of what breaks.
  package var announcements = AnnouncementRules()
  /// Logs explained at once.
  package var workers = 2
  /// Minutes between two sweeps for runs that no webhook told of; 0 for none.
  package var sweepMinutes = 15
  /// Whether old rows are removed by the service itself.
  package var prunes = true
  package var retention = Retention.standard
  /// Bytes of a log somebody uploads.
  package var uploadLimit = 64 << 20

  package init() {}

  /// Whether nobody but this machine can reach the address.
  package var isLoopback: Bool {
    host == "localhost" || host == "::1" || host == "[::1]"
      || host.hasPrefix("127.") && host.split(separator: ".").count == 4
  }
}
