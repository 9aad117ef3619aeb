package io.gitlab.gopgo.testing.google;

/// A way in which one request fails.
public enum Fault {
  /// The connection closes without an answer.
  DROPPED_BEFORE,
  /// The connection closes in the middle of the body.
  DROPPED_IN_BODY,
  /// Nothing is said for as long as the stand-in's patience lasts.
  HANGING,
  /// 400 INVALID_ARGUMENT.
  BAD_REQUEST,
  /// 401, though the token is good.
  UNAUTHENTICATED,
  /// 403 for want of a role.
  PERMISSION_DENIED,
  /// 404 NOT_FOUND.
  NOT_FOUND,
  /// 429 RESOURCE_EXHAUSTED with `Retry-After` in seconds.
  RESOURCE_EXHAUSTED,
  /// 500 INTERNAL.
  INTERNAL,
  /// 503 UNAVAILABLE.
  UNAVAILABLE,
  /// 503 with a page in HTML, as Google's front ends answer.
  UNAVAILABLE_PAGE,
  /// 200 with a page in HTML, as a proxy's login page.
  LOGIN_PAGE,
  /// Half of the JSON comes, as if it were all.
  TRUNCATED_JSON,
  /// A body that never ends, as fast as it is read.
  ENDLESS
}
