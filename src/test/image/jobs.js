import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { including, own, ways } from '../pipelines/consumer.js';
import { run } from './runner.js';
import { StandIn } from './standin.js';

const { IMAGE, PROJECT_ROOT, WORK } = process.env;
const tls = path.join(WORK, 'tls');
const REPORTS = ['report.json', 'junit.xml', 'annotations.json', 'go-pgo.env'];
const FILE = 'cmd/gitaly/default.pgo';

const gitlab = await StandIn.start('gitlab.StandInServer', ['0', '/gitlab'], 'GITLAB_REPOSITORY');
const google = await StandIn.start(
  'google.StandInGoogleServer', [path.join(tls, 'google.p12')], 'GOOGLE_PROFILER_URL');
after(() => {
  gitlab.end();
  google.end();
});
const { GITLAB_URL, GITLAB_TOKEN, GITLAB_PROJECT, GITLAB_REPOSITORY } = gitlab.told;

/// The image as a consumer names it who has a mirror.
const colon = IMAGE.lastIndexOf(':');
const mirror = { image: IMAGE.slice(0, colon), image_tag: IMAGE.slice(colon + 1) };

/// What GitLab, the group and the schedule say; nothing of it stands in the component.
const variables = {
  CI_SERVER_URL: GITLAB_URL,
  CI_SERVER_TLS_CA_FILE: path.join(tls, 'ca.pem'),
  CI_PROJECT_PATH: GITLAB_PROJECT,
  ...ways.refreshSchedule,
  GO_PGO_TOKEN: GITLAB_TOKEN,
};

/// The only job that a project's schedule starts, as GitLab renders it.
function rendered(project) {
  assert.deepEqual(Object.keys(project.when(ways.refreshSchedule)), ['go-pgo-refresh']);
  return project.preview(ways.refreshSchedule)['go-pgo-refresh'];
}

const idToken = async audience => (await google.ask('id-token', audience, 300))[0];

async function api(method, address, token = gitlab.told.GITLAB_PERSON_TOKEN) {
  const url = `${GITLAB_URL}/api/v4/projects/${encodeURIComponent(GITLAB_PROJECT)}/${address}`;
  const answer = await fetch(url, { method, headers: { 'PRIVATE-TOKEN': token } });
  assert.ok(answer.ok, `${method} ${url}: ${answer.status}`);
  return answer.json();
}
const mergeRequests = () => api('GET', 'merge_requests?state=all&order_by=created_at&sort=asc');

const profiles = service => path.join(PROJECT_ROOT, 'examples/quickstart/profiles', service);

/// The call edges that Go's compiler sees in a profile.
function edges(file) {
  return execFileSync('go', ['tool', 'preprofile', '-i', file], { encoding: 'utf8', maxBuffer: 1 << 28 });
}

/// The edges of a file on a branch.
function committed(branch) {
  const file = path.join(WORK, 'committed.pgo');
  fs.writeFileSync(file, execFileSync('git', ['-C', GITLAB_REPOSITORY, 'cat-file', 'blob', `${branch}:${FILE}`]));
  return edges(file);
}

/// The edges of a service's profiles when Go merges them.
function expected(service) {
  const file = path.join(WORK, 'merged.pgo');
  const all = fs.readdirSync(profiles(service)).map(name => path.join(profiles(service), name));
  execFileSync('go', ['tool', 'pprof', '-symbolize=none', '-proto', `-output=${file}`, ...all], { stdio: 'pipe' });
  return edges(file);
}

const report = ended => JSON.parse(ended.read('go-pgo-report/report.json'));

/// What holds after each run, however it ended.
function leavesReportsAndNoSecrets(ended) {
  assert.deepEqual(ended.missing, [], ended.log);
  for (const name of REPORTS) assert.ok(ended.read(`go-pgo-report/${name}`).length > 0, name);
  assert.equal(report(ended).exitCode, ended.code);
  assert.match(ended.read('go-pgo-report/go-pgo.env'), new RegExp(`^GO_PGO_EXIT_CODE=${ended.code}$`, 'm'));
  assert.equal(ended.places('GO_PGO_EXIT_CODE=').length, 1, 'what is there is found');
  // The last is how the stand-in's access tokens begin.
  const { GITLAB_READER_TOKEN } = gitlab.told;
  assert.deepEqual(ended.places(GITLAB_TOKEN, GITLAB_READER_TOKEN, 'ya29.stand-in'), []);
}

describe('a week of a service that refreshes itself', () => {
  const service = including(GITLAB_PROJECT, 'refresh', {
    ...mirror, service: 'gitaly', file: FILE,
    cloud_profiler_project: google.told.GOOGLE_PROJECT,
    google_audience: google.told.GOOGLE_AUDIENCE,
    google_service_account: google.told.GOOGLE_SERVICE_ACCOUNT,
  });
  const job = rendered(service);
  const addresses = {
    GO_PGO_CLOUD_PROFILER_URL: google.told.GOOGLE_PROFILER_URL,
    GO_PGO_GOOGLE_TOKEN_URL: google.told.GOOGLE_TOKEN_URL,
    GO_PGO_GOOGLE_IMPERSONATION_URL: google.told.GOOGLE_IMPERSONATION_URL,
  };
  before(() => google.ask('upload', 'gitaly', profiles('api')));

  /// Runs the schedule.
  async function schedule() {
    await gitlab.ask('writes');
    await google.ask('requests');
    const ended = await run(job, service, { ...variables, ...addresses }, idToken);
    assert.equal(ended.code, 0, ended.log);
    leavesReportsAndNoSecrets(ended);
    assert.doesNotMatch(ended.log, /warn|java\./i, 'no words of a library');
    assert.equal((await google.ask('requests')).length, 2, 'a probe and a page');
    return ended;
  }

  async function findsNothingToDo() {
    const requests = await mergeRequests();
    const ended = await schedule();
    assert.deepEqual(await gitlab.ask('writes'), [], ended.log);
    assert.deepEqual(await mergeRequests(), requests);
    assert.equal(report(ended).services[0].verdict, 'kept');
    return ended;
  }

  async function opensMergeRequest(number, from) {
    const ended = await schedule();
    assert.notDeepEqual(await gitlab.ask('writes'), []);
    const requests = await mergeRequests();
    assert.equal(requests.length, number, ended.log);
    const request = requests.find(each => each.iid === number);
    assert.equal(request.state, 'opened');
    assert.equal(request.source_branch, 'go-pgo/main');
    assert.equal(request.target_branch, 'main');
    assert.equal(committed('go-pgo/main'), expected(from));
    const [found, ...others] = report(ended).services;
    assert.deepEqual(others, []);
    assert.equal(found.verdict, 'proposed');
    assert.equal(found.selection.taken, fs.readdirSync(profiles(from)).length);
    assert.equal(found.mergeRequest.url, request.web_url);
    assert.match(ended.read('go-pgo-report/annotations.json'), new RegExp(`merge_requests/${number}"`));
    assert.match(ended.read('go-pgo-report/go-pgo.env'), new RegExp(`^GO_PGO_MERGE_REQUESTS=${request.web_url}$`, 'm'));
    assert.match(ended.read('go-pgo-report/junit.xml'), /name="gitaly"/);
  }

  test('opens a merge request with what Go reads out of production', () => opensMergeRequest(1, 'api'));

  test('finds nothing to do while it is open', async () => {
    const ended = await findsNothingToDo();
    assert.match(ended.read('go-pgo-report/annotations.json'), /merge_requests\/1"/);
  });

  test('finds nothing to do when it is merged', async () => {
    await api('PUT', 'merge_requests/1/merge');
    assert.equal(committed('main'), expected('api'));
    const ended = await findsNothingToDo();
    assert.doesNotMatch(ended.read('go-pgo-report/annotations.json'), /merge_requests/);
  });

  test('opens another one when production has changed', async () => {
    await google.ask('forget');
    await google.ask('upload', 'gitaly', profiles('worker'));
    await opensMergeRequest(2, 'worker');
    assert.equal(committed('main'), expected('api'));
  });
});

describe('a set-up with a mistake', () => {
  const { GOOGLE_PROJECT, GOOGLE_CLOSED_PROJECT, GOOGLE_PROFILER_URL } = google.told;

  const keyless = (more = '') => `{idToken: {env: GO_PGO_GOOGLE_ID_TOKEN}, audience: "${google.told.GOOGLE_AUDIENCE}",
      serviceAccount: ${google.told.GOOGLE_SERVICE_ACCOUNT}, tokenUrl: "${google.told.GOOGLE_TOKEN_URL}",
      impersonationUrl: "${google.told.GOOGLE_IMPERSONATION_URL}"${more}}`;
  const profiler = (more = {}) => {
    const { project, url, credentials } = {
      project: GOOGLE_PROJECT, url: GOOGLE_PROFILER_URL, credentials: keyless(), ...more,
    };
    return `{cloud-profiler: {project: ${project}, url: "${url}", credentials: ${credentials}}}`;
  };

  /// A project that refreshes two services: one that nothing is wrong with, and one with a mistake.
  ///
  /// @param group keeps the merge requests of one mistake apart from those of others
  /// @param settings where they aren't like those of the first service
  function central(group, { source = profiler(), token = 'GO_PGO_TOKEN', project = GITLAB_PROJECT, more = '' }) {
    const files = own('examples/quickstart/profiles/worker');
    return including(`platform/${group}`, 'refresh', { ...mirror, google_audience: google.told.GOOGLE_AUDIENCE }, {
      '.go-pgo.yml': `version: 1
gitlab:
  main: {url: $CI_SERVER_URL, token: {env: GO_PGO_TOKEN}}
  other: {url: $CI_SERVER_URL, token: {env: ${token}}}
sources:
  recorded: {files: {paths: [profiles]}}
  production: ${source}
services:
  sound:
    window: all
    from: [{source: recorded}]
    to: {gitlab: main, project: ${GITLAB_PROJECT}, group: ${group}, files: [${FILE}]}
  mistaken:
    from: [{source: production, target: gitaly}]
    to: {gitlab: other, project: ${project}, group: ${group}-other, files: [${FILE}]}
${more}`,
      ...Object.fromEntries(Object.entries(files).map(
        ([name, bytes]) => [name.replace('examples/quickstart/profiles/worker', 'profiles'), bytes])),
    });
  }

  /// Only the service with the mistake fails, and its words say what is wrong and what to do.
  async function failsAlone(group, settings, words, more = {}) {
    const project = central(group, settings);
    const ended = await run(rendered(project), project, { ...variables, ...more }, idToken);
    assert.equal(ended.code, 1, ended.log);
    leavesReportsAndNoSecrets(ended);
    const [sound, mistaken] = report(ended).services;
    assert.equal(sound.verdict, 'proposed', ended.log);
    assert.equal(mistaken.verdict, 'failed', ended.log);
    for (const word of words) {
      assert.ok(mistaken.why.includes(word), `${mistaken.why}\n  does not have\n${word}`);
      assert.ok(ended.log.replace(/\s+/g, ' ').includes(word), `the log does not have\n${word}\n${ended.log}`);
    }
    const made = (await mergeRequests()).filter(request => request.source_branch.startsWith(`go-pgo-${group}`));
    assert.deepEqual(made.map(request => request.source_branch), [`go-pgo-${group}/main`]);
    assert.equal(committed(`go-pgo-${group}/main`), expected('worker'));
  }

  before(async () => {
    await google.ask('forget');
    await google.ask('upload', 'gitaly', profiles('worker'));
  });

  test('a variable for the token that is not set', () =>
    failsAlone('unset', { token: 'OTHER_TOKEN' }, [
      '.go-pgo.yml:4: gitlab.other.token.env: the environment variable OTHER_TOKEN is not set or empty',
      'on protected branches only',
    ]));

  test('a token that GitLab does not know', () =>
    failsAlone('stranger', { token: 'OTHER_TOKEN' },
      [`project ${GITLAB_PROJECT}: GitLab answered 401`, 'the token in OTHER_TOKEN has expired, was revoked'],
      { OTHER_TOKEN: 'glpat-of-nobody' }));

  test('a token that may only read', () =>
    failsAlone('reader', { token: 'OTHER_TOKEN' },
      [`${GITLAB_PROJECT}: commit to go-pgo-reader-other/main: GitLab answered 403`, 'the token in OTHER_TOKEN needs the role Developer in the project and the scope api'],
      { OTHER_TOKEN: gitlab.told.GITLAB_READER_TOKEN }));

  test('a project that is not there', () =>
    failsAlone('lost', { project: 'gitlab-org/gitlay' },
      ['project gitlab-org/gitlay: GitLab answered 404', "it doesn't exist, or the token in GO_PGO_TOKEN may not see it"]));

  test('an ID token that has expired', async () => {
    const [token] = await google.ask('id-token', `https:${google.told.GOOGLE_AUDIENCE}`, -60);
    await failsAlone('expired', {},
      ['source production: the login at Google failed', 'the ID token in GO_PGO_GOOGLE_ID_TOKEN expired at', "the job's `timeout`"],
      { GO_PGO_GOOGLE_ID_TOKEN: token });
  });

  test('an authority of our own that is not named', () =>
    failsAlone('untrusted', {}, [
      `nobody answered at ${google.told.GOOGLE_TOKEN_URL} or`, "name the authority's own certificate in CI_SERVER_TLS_CA_FILE",
    ], { CI_SERVER_TLS_CA_FILE: '' }));

  // Each request is repeated for almost a minute, so both wait at the same time.
  test('a profiler that nobody answers for', () => Promise.all([
    failsAlone('refused', { source: profiler({ url: 'https://127.0.0.1:1' }) },
      ['cloud-profiler/acme-production: no connection to https://127.0.0.1:1 (Connection refused)', 'is the address right']),
    failsAlone('nameless', { source: profiler({ url: 'https://profiler.invalid' }) },
      ['no connection to https://profiler.invalid (there is no host profiler.invalid)', 'does the job need HTTPS_PROXY?']),
  ]));

  test('a profiler that answers 403', () =>
    failsAlone('closed', { source: profiler({ project: GOOGLE_CLOSED_PROJECT }) },
      ['cloud-profiler/acme-closed answered 403', 'needs the role roles/cloudprofiler.viewer in the project acme-closed']));

  test('settings that can not be read', async () => {
    const project = central('wrong', { more: '    windwo: 7d\n' });
    await gitlab.ask('writes');
    const ended = await run(rendered(project), project, variables, idToken);
    assert.equal(ended.code, 2, ended.log);
    leavesReportsAndNoSecrets(ended);
    assert.match(ended.log, /\.go-pgo\.yml:18: services\.mistaken\.windwo: unknown field; did you mean "window"\?/);
    assert.match(ended.read('go-pgo-report/junit.xml'), /settings/);
    assert.deepEqual(await gitlab.ask('writes'), []);
  });
});
