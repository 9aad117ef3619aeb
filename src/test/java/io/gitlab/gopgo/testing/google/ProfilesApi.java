package io.gitlab.gopgo.testing.google;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `GET /v2/projects/{project}/profiles`.
final class ProfilesApi implements Door.Endpoint {
  private static final Pattern PATH = Pattern.compile("/v2/projects/([^/]+)/profiles");

  /// Its own parameters, and those that every Google API has, of which most are ignored here.
  private static final Set<String> PARAMETERS =
      Set.of(
          "pageSize",
          "pageToken",
          "fields",
          "prettyPrint",
          "alt",
          "key",
          "quotaUser",
          "$.xgafv",
          "uploadType",
          "upload_protocol");

  private final ConcurrentMap<String, CloudProject> projects;
  private final Optional<AccessTokens> tokens;

  ProfilesApi(ConcurrentMap<String, CloudProject> projects, Optional<AccessTokens> tokens) {
    this.projects = projects;
    this.tokens = tokens;
  }

  @Override
  public Answer answer(Call call) {
    Matcher path = PATH.matcher(call.path());
    if (!path.matches() || !call.method().equals("GET")) {
      return Answer.html(404, "Error 404 (Not Found)");
    }
    for (String name : call.parameters().keySet()) {
      if (!PARAMETERS.contains(name)) {
        throw GoogleError.unknownParameter(name);
      }
    }
    CloudProject project = authorized(call, path.group(1));
    String fields = call.parameter("fields");
    FieldMask mask = FieldMask.of(fields);
    CloudProject.Page page =
        project.page(pageSize(call.parameter("pageSize")), fields, call.parameter("pageToken"));
    boolean pretty = !call.parameter("prettyPrint").equals("false");
    return Answer.json(200, new PageJson(project.id(), page, project.style(), mask, pretty));
  }

  private CloudProject authorized(Call call, String id) {
    Optional<AccessTokens.Grant> grant = tokens.map(known -> grant(known, call));
    CloudProject project = projects.get(id);
    if (project == null) {
      throw GoogleError.notFound();
    }
    if (!project.isEnabled()) {
      throw GoogleError.serviceDisabled(project.number());
    }
    if (grant.isPresent() && !grant.get().readsProfiles()) {
      throw GoogleError.insufficientScopes();
    }
    if (grant.isPresent() && !project.isViewer(grant.get().member())) {
      throw GoogleError.permissionDenied("cloudprofiler.profiles.list");
    }
    return project;
  }

  private static AccessTokens.Grant grant(AccessTokens tokens, Call call) {
    String secret = call.bearer().orElseThrow(GoogleError::missingCredential);
    return tokens.find(secret).orElseThrow(GoogleError::invalidCredential);
  }

  /// That a negative size is refused is a guess from Google's API guidelines (AIP-158).
  private static int pageSize(String text) {
    try {
      int size = text.isEmpty() ? 0 : Integer.parseInt(text);
      if (size >= 0) {
        return size;
      }
    } catch (NumberFormatException e) {
      // Refused below.
    }
    throw GoogleError.invalidArgument(
        "Invalid value at 'page_size' (TYPE_INT32), \"%s\"".formatted(text));
  }
}
