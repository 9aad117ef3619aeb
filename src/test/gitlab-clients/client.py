"""python-gitlab creates, commits, lists and merges against the stand-in."""

import base64
import os

import gitlab

api = gitlab.Gitlab(os.environ["GITLAB_URL"], private_token=os.environ["GITLAB_TOKEN"])
api.auth()
assert api.user.username.startswith("group_1_bot_"), api.user
project = api.projects.get(os.environ["GITLAB_PROJECT"])
main = project.branches.get("main")
branch = "python/main"


def refresh(text):
    return project.commits.create({
        "branch": branch,
        "start_sha": main.commit["id"],
        "force": True,
        "commit_message": "Refresh default.pgo\n\nGo-Pgo: v1",
        "actions": [{
            "action": "create",
            "file_path": "cmd/gitaly/default.pgo",
            "encoding": "base64",
            "content": base64.b64encode(text.encode()).decode(),
        }],
    })


def refused(status, words, call):
    try:
        call()
    except gitlab.exceptions.GitlabError as error:
        assert error.response_code == status, error
        assert words in str(error), error
    else:
        raise AssertionError(f"expected {status} {words}")


refresh("first")
request = {"source_branch": branch, "target_branch": "main", "title": "Python", "labels": ["pgo"]}
mr = project.mergerequests.create(request)
refused(409, f"already exists for this source branch: !{mr.iid}",
        lambda: project.mergerequests.create(request))
second = refresh("second")
mr = project.mergerequests.get(mr.iid)
assert (mr.state, mr.sha, mr.detailed_merge_status) == ("opened", second.id, "mergeable"), mr
assert len(list(mr.commits())) == 1
assert [each.iid for each in project.mergerequests.list(
    source_branch=branch, state="all", iterator=True)] == [mr.iid]
mr.labels = ["pgo", "python"]
mr.save()
note = mr.notes.create({"body": "first words"})
note.body = "last words"
note.save()
assert [each.body for each in mr.notes.list(get_all=True)] == ["last words"]
at_head = project.files.get("cmd/gitaly/default.pgo", ref=f"refs/merge-requests/{mr.iid}/head")
assert at_head.decode() == b"second"
refused(403, "not allowed to push", lambda: project.files.create({
    "file_path": "x", "branch": "main", "content": "x", "commit_message": "x"}))
refused(404, "Project Not Found", lambda: api.projects.get("gitlab-org/none"))
mr.merge(sha=second.id, should_remove_source_branch=True)
assert project.mergerequests.get(mr.iid).state == "merged"
assert [each.name for each in project.branches.list(search="^python", get_all=True)] == []
assert project.files.raw("cmd/gitaly/default.pgo", ref="main") == b"second"
assert [each["path"] for each in project.repository_tree(
    "cmd/gitaly", ref="main", get_all=True)] == ["cmd/gitaly/default.pgo", "cmd/gitaly/main.go"]
print("python-gitlab", gitlab.__version__, "ok")
