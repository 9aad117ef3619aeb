// @gitbeaker/rest creates, commits, lists and merges against the stand-in.
import assert from 'node:assert/strict';
import { Gitlab } from '@gitbeaker/rest';

const { GITLAB_URL: host, GITLAB_TOKEN: token, GITLAB_PROJECT: path } = process.env;
const api = new Gitlab({ host, token });
const project = await api.Projects.show(path);
const main = await api.Branches.show(project.id, 'main');
const branch = 'node/main';

const refresh = (text) =>
  api.Commits.create(
    project.id,
    branch,
    'Refresh default.pgo\n\nGo-Pgo: v1',
    [{
      action: 'create',
      filePath: 'cmd/node/default.pgo',
      encoding: 'base64',
      content: Buffer.from(text).toString('base64'),
    }],
    { startSha: main.commit.id, force: true },
  );

await refresh('first');
const open = () =>
  api.MergeRequests.create(project.id, branch, 'main', 'Node', {
    description: 'by @gitbeaker/rest',
    labels: 'pgo',
    removeSourceBranch: true,
  });
const { iid } = await open();
await assert.rejects(open, (error) => {
  assert.equal(error.cause.response.status, 409);
  assert.match(String(error.cause.description), /already exists for this source branch/);
  return true;
});
const second = await refresh('second');
const mr = await api.MergeRequests.show(project.id, iid);
assert.deepEqual([mr.state, mr.sha, mr.labels], ['opened', second.id, ['pgo']]);
const listed = await api.MergeRequests.all({
  projectId: project.id,
  sourceBranch: branch,
  state: 'opened',
});
assert.deepEqual(listed.map((each) => each.iid), [iid]);
await api.MergeRequests.edit(project.id, iid, { addLabels: 'node', title: 'Node again' });
const note = await api.MergeRequestNotes.create(project.id, iid, 'first words');
await api.MergeRequestNotes.edit(project.id, iid, note.id, { body: 'last words' });
const notes = await api.MergeRequestNotes.all(project.id, iid);
assert.deepEqual(notes.map((each) => each.body), ['last words']);
const file = await api.RepositoryFiles.show(
  project.id, 'cmd/node/default.pgo', `refs/merge-requests/${iid}/head`);
assert.equal(Buffer.from(file.content, 'base64').toString(), 'second');
const merged = await api.MergeRequests.merge(project.id, iid, { sha: second.id });
assert.deepEqual([merged.state, merged.labels], ['merged', ['node', 'pgo']]);
const branches = await api.Branches.all(project.id);
assert.deepEqual(branches.map((each) => each.name), ['main']);
console.log('@gitbeaker/rest ok');
