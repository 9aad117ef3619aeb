package io.gitlab.gopgo.testing.gitlab;

/// A way in which one request fails.
public enum Fault {
  /// The connection closes before the body is read.
  REFUSED(false),
  /// The connection closes when all was read and nothing done.
  DROPPED_BEFORE(false),
  /// The connection closes when all was done and nothing said.
  DROPPED_AFTER(true),
  /// Nothing is done and nothing said for as long as the stand-in's patience lasts.
  HANGING(false),
  /// All is done and nothing said for as long as the stand-in's patience lasts.
  HANGING_AFTER(true),
  /// 429 with `Retry-After` and plain text.
  TOO_MANY_REQUESTS(false),
  /// 500 in JSON.
  INTERNAL_ERROR(false),
  /// 502 with a page in HTML.
  BAD_GATEWAY(false),
  /// 504 of a proxy that lost patience, though GitLab did it.
  GATEWAY_TIMEOUT_AFTER(true),
  /// 409 "Resource lock".
  RESOURCE_LOCKED(false),
  /// 200 with a page in HTML, as a proxy's login page.
  LOGIN_PAGE(false),
  /// All is done, and half of the JSON comes, as if it were all.
  TRUNCATED_JSON(true);

  private final boolean acts;

  Fault(boolean acts) {
    this.acts = acts;
  }

  /// Whether the request takes effect all the same.
  public boolean acts() {
    return acts;
  }
}
