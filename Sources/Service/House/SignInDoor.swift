import Foundation
import Hummingbird

/// Lets a browser in: a token typed once becomes a cookie that no script can read and no other
/// site can use.
struct SignInDoor: Door {
  let desk: Desk
  let open = ["/signin"]

  func open(on router: Router<Visit>) {
    let book = TokenBook(store: desk.store)
    router.get("/signin") { _, _ in Self.page(nil) }
    router.post("/signin") { request, _ in
      guard let body = try? await Uploads.bytes(request, upTo: 4096) else {
        return Self.page("That was no token.")
      }
      let token = Self.field("token", in: String(decoding: body, as: UTF8.self))
      guard let token, try book.visitor(token, at: desk.clock()) != nil else {
        return Self.page("That token opens nothing here.")
      }
      var response = Answers.redirect("/")
      response.setCookie(
        Cookie(
          name: TokenGate.cookie, value: token, maxAge: 30 * 86_400, path: "/",
          secure: desk.baseURL.hasPrefix("https://"), httpOnly: true, sameSite: .lax))
      return response
    }
    router.post("/signout") { _, _ in
      var response = Answers.redirect("/signin")
      response.setCookie(
        Cookie(
          name: TokenGate.cookie, value: "", maxAge: 0, path: "/",
          secure: desk.baseURL.hasPrefix("https://"), httpOnly: true, sameSite: .lax))
      return response
    }
  }

  /// A field of a form, as browsers send it.
  private static func field(_ name: String, in body: String) -> String? {
    for pair in body.split(separator: "&") where pair.hasPrefix(name + "=") {
      let text = pair.dropFirst(name.count + 1).replacing("+", with: " ")
      return String(text).removingPercentEncoding?.trimmingCharacters(in: .whitespaces)
    }
    return nil
  }

  private static func page(_ trouble: String?) -> Response {
    let status: HTTPResponse.Status = trouble == nil ? .ok : .unauthorized
    var response = Answers.html(
      """
      <!doctype html><html lang="en"><meta charset="utf-8">
      <meta name="viewport" content="width=device-width"><title>Faultline: sign in</title>
      <main><h1>Faultline</h1>\(trouble.map { "<p role=\"alert\">\($0)</p>" } ?? "")
      <form method="post" action="/signin"><label>Token
      <input name="token" type="password" autocomplete="current-password" required autofocus>
      </label> <button>Sign in</button></form>
      <p>Whoever runs this service makes one with <code>faultline token add</code>.</p></main>
      """, status: status)
    response.headers[HeaderName("Content-Security-Policy")!] =
      "default-src 'none'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    return response
  }
}
