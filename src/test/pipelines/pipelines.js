import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { describe, test } from 'node:test';
import YAML from 'yaml';
import { Consumer, including, own, refusals, ways } from './consumer.js';

const { GITLAB_URL, GITLAB_TOKEN, GITLAB_JOB_TOKEN, GITLAB_PROJECT, GITLAB_REPOSITORY } = process.env;
const REPORTS = ['report.json', 'junit.xml', 'annotations.json', 'go-pgo.env'];

// What a job on that GitLab has.
const job = { CI_SERVER_URL: GITLAB_URL, CI_PROJECT_PATH: GITLAB_PROJECT };
const withToken = { ...job, GO_PGO_TOKEN: GITLAB_TOKEN };

async function mergeRequests() {
  const url = `${GITLAB_URL}/api/v4/projects/${encodeURIComponent(GITLAB_PROJECT)}/merge_requests?state=all`;
  return (await fetch(url, { headers: { 'PRIVATE-TOKEN': GITLAB_TOKEN } })).json();
}

/// How a job ended. gitlab-ci-local's own exit code is 0 wherever a job may end with some code.
function ended(run) {
  const [, word, code] = run.all.match(/finished in .*?(WARN|FAIL|PASS) *(\d*)/) ?? [];
  return code ? `${word} ${code}` : word;
}

/// Everything that anybody could have written.
function branches() {
  return execFileSync('git', ['-C', GITLAB_REPOSITORY, 'for-each-ref'], { encoding: 'utf8' });
}

function profiles(...services) {
  const files = own(...services.map(service => `examples/quickstart/profiles/${service}`));
  return Object.fromEntries(
    Object.entries(files).map(([name, bytes]) => [name.replace('examples/quickstart/', ''), bytes]));
}

const settings = {
  '.go-pgo.yml': `version: 1
window: all
gitlab:
  main: {url: $CI_SERVER_URL, token: {env: GO_PGO_TOKEN}}
sources:
  recorded: {files: {paths: [profiles]}}
services:
  gitaly:
    from: [{source: recorded, paths: ["api/*"]}]
    to: {gitlab: main, project: ${GITLAB_PROJECT}, files: [cmd/gitaly/default.pgo]}
`,
};

describe('refresh, central', () => {
  const central = including('platform/profiles', 'refresh', { tags: ['docker', 'linux'] },
    { ...settings, ...profiles('api') });

  test('is in the pipelines that it is for, and in no other', () => {
    const when = way => central.when(ways[way])['go-pgo-refresh']?.when;
    assert.equal(when('refreshSchedule'), 'on_success');
    assert.equal(when('refreshTrigger'), 'on_success');
    assert.equal(when('web'), 'manual');
    for (const way of ['schedule', 'trigger', 'push', 'mergeRequest']) {
      assert.equal(when(way), undefined, way);
    }
    assert.deepEqual(central.when(ways.web)['go-pgo-refresh'].allow_failure, true);
  });

  test('is on the default branch or a protected one only', () => {
    const other = { ...ways.refreshSchedule, CI_COMMIT_BRANCH: 'other', CI_COMMIT_REF_NAME: 'other' };
    assert.deepEqual(Object.keys(central.when({ ...other, CI_COMMIT_REF_PROTECTED: 'false' })), []);
    assert.deepEqual(
      Object.keys(central.when({ ...other, CI_COMMIT_REF_PROTECTED: 'true' })), ['go-pgo-refresh']);
  });

  test('is what the schema of GitLab allows', () => {
    const pipeline = central.preview(ways.refreshSchedule);
    assert.deepEqual(refusals(pipeline), []);
    const refresh = pipeline['go-pgo-refresh'];
    assert.deepEqual(refresh.tags, ['docker', 'linux']);
    assert.deepEqual(refresh.image, { name: 'registry.gitlab.com/go-pgo/go-pgo:0.1.0', entrypoint: [''] });
    assert.equal(refresh.interruptible, false);
    assert.equal(refresh.resource_group, 'go-pgo');
    assert.equal(refresh.artifacts.when, 'always');
    assert.equal(refresh.id_tokens.GO_PGO_GOOGLE_ID_TOKEN.aud, 'https:');
    assert.notDeepEqual(refusals({ ...pipeline, 'go-pgo-refresh': { ...refresh, timeout: 7 } }), []);
  });

  test('names the missing token', () => {
    const run = central.job('go-pgo-refresh', { ...ways.refreshSchedule, ...job });
    assert.equal(ended(run), 'FAIL 1', run.all);
    assert.match(run.all, /GO_PGO_TOKEN is not set/);
    for (const report of REPORTS) assert.ok(central.has(`go-pgo-report/${report}`), report);
  });

  test('in a dry run tells all and writes nothing', async () => {
    const dry = including('platform/dry', 'refresh', { dry_run: true }, { ...settings, ...profiles('api') });
    const before = branches();
    const run = dry.job('go-pgo-refresh', { ...ways.refreshSchedule, ...withToken });
    assert.equal(run.code, 0, run.all);
    assert.match(run.all, /proposed/);
    assert.match(run.all, /Add PGO profile|PGO profile of gitaly/);
    assert.deepEqual(await mergeRequests(), []);
    assert.equal(branches(), before);
  });

  test('opens a merge request, and the second run writes nothing', async () => {
    const first = central.job('go-pgo-refresh', { ...ways.refreshSchedule, ...withToken });
    assert.equal(first.code, 0, first.all);
    const [request, ...others] = await mergeRequests();
    assert.deepEqual(others, []);
    assert.equal(request.source_branch, 'go-pgo/main');
    for (const report of REPORTS) assert.ok(central.has(`go-pgo-report/${report}`), report);
    assert.match(central.read('go-pgo-report/annotations.json'), /merge_requests\/1/);
    assert.doesNotMatch(first.all, new RegExp(GITLAB_TOKEN));

    const before = branches();
    const second = central.job('go-pgo-refresh', { ...ways.refreshSchedule, ...withToken });
    assert.equal(second.code, 0, second.all);
    assert.deepEqual(await mergeRequests(), [request]);
    assert.equal(branches(), before);
  });

  test('may end with 3', () => {
    const poor = including('platform/poor', 'refresh', { config: 'examples/withheld/go-pgo.yml' },
      own('examples/withheld', 'examples/quickstart/projects'));
    const run = poor.job('go-pgo-refresh', ways.refreshSchedule);
    assert.match(run.all, /withheld/);
    assert.equal(ended(run), 'WARN 3', run.all);
  });

  test('fails on wrong settings', () => {
    const wrong = including('platform/wrong', 'refresh', { config: 'wrong.yml' }, { 'wrong.yml': 'version: 2\n' });
    const run = wrong.job('go-pgo-refresh', { ...ways.refreshSchedule, ...withToken });
    assert.equal(ended(run), 'FAIL 2', run.all);
    assert.match(run.all, /wrong\.yml:1: /);
  });
});

describe('refresh, self-service', () => {
  const inputs = {
    job_name: 'refresh profile', stage: 'deploy', variable: 'WEEKLY',
    file: 'cmd/gitaly/default.pgo', service: 'gitaly', paths: 'profiles/api, profiles/worker/*',
    labels: 'performance,go::pgo', reviewers: 'alice',
  };
  const service = including(GITLAB_PROJECT, 'refresh', inputs, profiles('api', 'worker'));

  test('gives the inputs as variables', () => {
    const pipeline = service.preview();
    assert.deepEqual(refusals(pipeline), []);
    const refresh = pipeline['refresh profile'];
    assert.equal(refresh.stage, 'deploy');
    assert.equal(refresh.variables.GO_PGO_FILE, 'cmd/gitaly/default.pgo');
    assert.equal(refresh.variables.GO_PGO_LABELS, 'performance,go::pgo');
    assert.equal(refresh.variables.GO_PGO_AUTO_MERGE, 'false');
    assert.equal(refresh.variables.GO_PGO_BRANCH, '');
  });

  test('starts by the variable that was chosen', () => {
    assert.deepEqual(service.when(ways.refreshSchedule), {});
    assert.deepEqual(
      Object.keys(service.when({ ...ways.schedule, WEEKLY: '1' })), ['refresh profile']);
  });

  test('logs in to Google for one provider alone', () => {
    const audience = '//iam.googleapis.com/projects/123/locations/global/workloadIdentityPools/gitlab/providers/go';
    const keyless = including('gitlab-org/keyless', 'refresh', {
      cloud_profiler_project: 'production', google_audience: audience,
      google_service_account: 'go-pgo@production.iam.gserviceaccount.com',
    });
    const pipeline = keyless.preview();
    assert.deepEqual(refusals(pipeline), []);
    const refresh = pipeline['go-pgo-refresh'];
    assert.equal(refresh.id_tokens.GO_PGO_GOOGLE_ID_TOKEN.aud, `https:${audience}`);
    assert.equal(refresh.variables.GO_PGO_GOOGLE_AUDIENCE, audience);
  });

  test('refreshes without a settings file', async () => {
    const run = service.job('refresh profile', { ...ways.schedule, WEEKLY: '1', ...withToken });
    assert.equal(run.code, 0, run.all);
    assert.match(run.all, /no settings file; one service by .*GO_PGO_PATHS/);
    assert.match(service.read('go-pgo-report/junit.xml'), /gitaly/);
    const [request, ...others] = await mergeRequests();
    assert.deepEqual(others, []);
    assert.equal(request.source_branch, 'go-pgo/main');
  });
});

describe('wrong inputs are refused', () => {
  for (const [input, value] of Object.entries({
    file: 'default.pgo"; id; "',
    image_tag: '0.1.0 && id',
    labels: '`id`',
    variable: '$(id)',
    timeout: 'soon',
    window: 'last week',
    artifacts_access: 'everybody',
    google_audience: 'https://gitlab.example.com',
    dry_run: 'perhaps',
    tags: 'docker',
  })) {
    test(input, () => {
      const run = including('platform/refused', 'refresh', { [input]: value }).run(ways.web, '--list-json');
      assert.notEqual(run.code, 0, run.all);
      assert.match(run.all, new RegExp(input));
    });
  }
});

describe('check', () => {
  const head = execFileSync('git', ['-C', GITLAB_REPOSITORY, 'rev-parse', 'main'], { encoding: 'utf8' }).trim();
  const [profile] = Object.values(own('examples/quickstart/projects/gateway/default.pgo'));
  const check = including(GITLAB_PROJECT, 'check', {}, {}, 'check');
  assert.deepEqual(check.when(ways.mergeRequest), {}, 'no profile changes');
  check.write({ 'cmd/gitaly/default.pgo': profile }, false);

  test('is in merge requests only', () => {
    for (const way of ['schedule', 'refreshSchedule', 'web', 'push', 'trigger']) {
      assert.deepEqual(check.when(ways[way]), {}, way);
    }
    const all = check.when(ways.mergeRequest);
    assert.deepEqual(Object.keys(all), ['go-pgo-check']);
  });

  test('is what the schema of GitLab allows', () => {
    const pipeline = check.preview();
    assert.deepEqual(refusals(pipeline), []);
    assert.deepEqual(pipeline['go-pgo-check'].rules[0].changes, ['**/*.pgo']);
  });

  const variables = {
    ...ways.mergeRequest, ...job, CI_JOB_TOKEN: GITLAB_JOB_TOKEN, CI_MERGE_REQUEST_DIFF_BASE_SHA: head,
  };

  test('answers in log, JUnit and artifact', () => {
    const run = check.job('go-pgo-check', variables);
    assert.equal(run.code, 0, run.all);
    assert.match(run.all, /cmd\/gitaly\/default\.pgo: fit: /);
    assert.match(run.all, /new: there is no such file at/);
    assert.match(check.read('go-pgo-report/check.txt'), /fit: /);
    assert.match(check.read('go-pgo-report/junit.xml'), /failures="0"/);
  });

  test('fails for a file that the compiler refuses', () => {
    const [heap] = Object.values(own('src/test/resources/profiles/heap.pprof'));
    check.write({ 'default.pgo': heap }, false);
    const run = check.job('go-pgo-check', variables);
    assert.match(ended(run), /^FAIL/);
    assert.match(run.all, /default\.pgo: unfit: /);
    assert.match(check.read('go-pgo-report/junit.xml'), /failures="1"/);
  });
});

describe('collect', () => {
  const kept = `version: 1
window: all
gitlab:
  main: {url: $CI_SERVER_URL, token: {env: GO_PGO_TOKEN}}
sources:
  recorded: {files: {paths: [profiles]}}
  kept: {store: {gitlab: main, project: ${GITLAB_PROJECT}, keep: 9999d}}
services:
  api:
    from: [{source: kept, service: api, collect: [{source: recorded, paths: ["api/*"]}]}]
    to: {gitlab: main, project: ${GITLAB_PROJECT}, files: [cmd/gitaly/default.pgo]}
`;
  const collect = including('platform/kept', 'collect', {}, { '.go-pgo.yml': kept, ...profiles('api') });
  const hourly = { ...ways.schedule, GO_PGO_COLLECT: '1' };

  test('is in the pipelines that it is for, and in no other', () => {
    const when = variables => collect.when(variables)['go-pgo-collect']?.when;
    assert.equal(when(hourly), 'on_success');
    assert.equal(when({ ...ways.push, GO_PGO_COLLECT: '1' }), 'on_success');
    assert.equal(when(ways.web), 'manual');
    for (const way of ['schedule', 'refreshSchedule', 'trigger', 'push', 'mergeRequest']) {
      assert.equal(when(ways[way]), undefined, way);
    }
  });

  test('is what the schema of GitLab allows', () => {
    assert.deepEqual(refusals(collect.preview(hourly)), []);
  });

  test('keeps profiles in the package registry, and the second run adds nothing', () => {
    const first = collect.job('go-pgo-collect', { ...hourly, ...withToken });
    assert.equal(first.code, 0, first.all);
    assert.match(first.all, /api: added 24 profiles in \d+ entr(y|ies) to kept; taken 24 of 24/);
    assert.doesNotMatch(first.all, new RegExp(GITLAB_TOKEN));
    const report = file => collect.read(`go-pgo-collect-report/${file}`);
    assert.match(report('go-pgo.env'), /^GO_PGO_COLLECT_EXIT_CODE=0\nGO_PGO_COLLECT_ADDED=1\n/);
    assert.match(report('annotations.json'), /\/-\/packages"/);
    assert.match(report('report.json'), /"profiles" : 24/);
    const second = collect.job('go-pgo-collect', { ...hourly, ...withToken });
    assert.equal(second.code, 0, second.all);
    assert.match(second.all, /api: nothing new for kept, 24 there already/);
    assert.match(report('go-pgo.env'), /^GO_PGO_COLLECT_UNCHANGED=1$/m);
  });

  test('names the missing token', () => {
    const run = collect.job('go-pgo-collect', { ...hourly, ...job });
    assert.equal(ended(run), 'FAIL 1', run.all);
    assert.match(run.all, /GO_PGO_TOKEN is not set/);
    assert.match(collect.read('go-pgo-collect-report/junit.xml'), /errors="1"/);
  });
});

describe('fan-out', () => {
  const fanned = `version: 1
window: all
gitlab:
  main: {url: $STAND_IN, token: {env: GO_PGO_TOKEN}}
sources:
  recorded: {files: {paths: [profiles]}}
services:
  gitaly:
    from: [{source: recorded, paths: ["api/*"]}]
    to: {gitlab: main, project: ${GITLAB_PROJECT}, files: [cmd/gitaly/default.pgo]}
  worker:
    from: [{source: recorded, paths: ["worker/*"]}]
    to: {folder: worker, files: [default.pgo]}
`;
  // A pipeline's own variables don't reach its child pipeline; the project's do.
  const ofTheProject = more => (
    { '.gitlab-ci-local-variables.yml': YAML.stringify({ STAND_IN: GITLAB_URL, ...more }) });
  const central = including('platform/fanned', 'fan-out', { shards: '5', shard_tags: 'docker, linux' },
    { '.go-pgo.yml': fanned, ...ofTheProject({ GO_PGO_TOKEN: GITLAB_TOKEN }), 'worker/main.go': 'package main\n', ...profiles('api', 'worker') });
  const both = ['go-pgo-fan-out', 'go-pgo-fan-out-shards'];

  test('is in the pipelines that it is for, and in no other', () => {
    for (const way of ['refreshSchedule', 'refreshTrigger']) {
      const jobs = central.when(ways[way]);
      assert.deepEqual(Object.keys(jobs), both);
      assert.ok(Object.values(jobs).every(each => each.when === 'on_success'), way);
    }
    assert.deepEqual(Object.values(central.when(ways.web)).map(each => each.when), ['manual', 'on_success']);
    for (const way of ['schedule', 'trigger', 'push', 'mergeRequest']) assert.deepEqual(central.when(ways[way]), {}, way);
  });

  test('is what the schema of GitLab allows', () => {
    const pipeline = central.preview(ways.refreshSchedule);
    assert.deepEqual(refusals(pipeline), []);
    const shards = pipeline['go-pgo-fan-out-shards'];
    assert.deepEqual(shards.trigger, {
      include: [{ artifact: 'go-pgo-collected/child.yml', job: 'go-pgo-fan-out' }], strategy: 'depend',
    });
    assert.equal(shards.variables, undefined);
  });

  test('collects in one job, and writes a pipeline of a job for each shard', () => {
    const collect = central.job('go-pgo-fan-out', { ...ways.refreshSchedule, CI_PIPELINE_ID: '4711' });
    assert.equal(collect.code, 0, collect.all);
    assert.match(collect.all, /gitaly: taken 24 of 24/);
    assert.match(collect.all, /2 services in 2 shards/);
    const child = YAML.parse(central.read('go-pgo-collected/child.yml'));
    assert.deepEqual(refusals(child), []);
    assert.deepEqual(Object.keys(child), ['go-pgo-refresh 1/2', 'go-pgo-refresh 2/2']);
    const [first] = Object.values(child);
    assert.deepEqual(first.needs, [{ pipeline: '4711', job: 'go-pgo-fan-out', artifacts: true }]);
    assert.deepEqual(first.tags, ['docker', 'linux']);
    assert.equal(first.image.name, 'registry.gitlab.com/go-pgo/go-pgo:0.1.0');
  });

  test('judges and delivers in the jobs of the child pipeline, and the second time writes nothing', async () => {
    central.remove('go-pgo-collected');
    const all = () => central.run({ ...ways.refreshSchedule, CI_PIPELINE_ID: '4712' },
      '--force-shell-executor', '--artifacts-to-source');
    const first = all();
    assert.equal(first.code, 0, first.all);
    assert.match(first.all, /go-pgo-refresh 1\/2 +> gitaly +proposed/);
    assert.match(first.all, /go-pgo-refresh 2\/2 +> worker +proposed/);
    assert.doesNotMatch(first.all, /go-pgo-refresh [12]\/2 +> collecting from/);
    assert.doesNotMatch(first.all, new RegExp(GITLAB_TOKEN));
    const [request, ...others] = await mergeRequests();
    assert.deepEqual(others, []);
    assert.equal(request.source_branch, 'go-pgo/main');
    for (const report of REPORTS) assert.ok(central.has(`go-pgo-report/${report}`), report);

    const before = branches();
    const second = all();
    assert.equal(second.code, 0, second.all);
    assert.deepEqual(await mergeRequests(), [request]);
    assert.equal(branches(), before);
  });

  test('fails where a shard does', () => {
    central.write(ofTheProject({}));
    const run = central.run(ways.refreshSchedule, '--force-shell-executor', '--artifacts-to-source');
    assert.match(run.all, /go-pgo-refresh 1\/2 +> gitaly +failed +.*GO_PGO_TOKEN is not set/);
    assert.match(run.all, /go-pgo-refresh 1\/2 finished in .*FAIL 1/);
    assert.match(run.all, /PASS .*go-pgo-refresh 2\/2/);
  });
});

describe('the own pipeline', () => {
  const project = new Consumer(GITLAB_PROJECT,
    own('.gitlab-ci.yml', '.go-pgo.yml', '.ci', 'templates', 'examples', 'pom.xml', 'README.md', 'CHANGELOG.md'), 'own');

  test('is what the schema of GitLab allows', () => {
    assert.deepEqual(refusals(project.preview(ways.push)), []);
  });

  test('tests, builds and runs the components for each change', () => {
    for (const way of ['push', 'mergeRequest']) {
      const jobs = project.when(ways[way]);
      assert.deepEqual(Object.keys(jobs).sort(), [
        'base-amd64', 'base-arm64', 'component-check', 'component-check-assert', 'component-collect',
        'component-collect-assert', 'component-fan-out', 'component-fan-out-assert', 'component-fan-out-shards', 'component-refresh', 'component-refresh-assert', 'image-amd64', 'image-arm64', 'image-index', 'test',
      ], way);
      assert.ok(Object.values(jobs).every(each => each.when === 'on_success'));
    }
  });

  test('runs the components with the image of the commit', () => {
    const pipeline = project.preview(ways.push);
    for (const name of ['component-refresh', 'component-collect', 'component-fan-out', 'component-check', 'go-pgo-refresh']) {
      assert.equal(pipeline[name].image.name, '$CI_REGISTRY_IMAGE:$CI_COMMIT_SHA', name);
    }
  });

  test('uses its own component on a schedule', () => {
    assert.deepEqual(project.when(ways.schedule), {});
    assert.deepEqual(Object.keys(project.when(ways.refreshSchedule)), ['go-pgo-refresh']);
  });

  test('releases on a version tag, the image first', () => {
    const tag = { ...ways.push, CI_COMMIT_TAG: '0.1.0', CI_COMMIT_BRANCH: '' };
    const jobs = project.when(tag);
    assert.deepEqual(jobs.release.needs.map(need => need.job ?? need), ['release-image']);
    assert.ok(jobs['release-image'].needs.map(need => need.job ?? need).includes('component-refresh-assert'));
    assert.ok(jobs['release-check']);
    assert.equal(project.when({ ...tag, CI_COMMIT_TAG: 'nightly' }).release, undefined);
  });

  test('asserts on what the components did', () => {
    for (const name of ['component-refresh', 'component-check']) {
      const variables = {
        ...ways.mergeRequest, ...withToken, CI_JOB_TOKEN: GITLAB_JOB_TOKEN, CI_COMMIT_BRANCH: 'main',
        CI_MERGE_REQUEST_DIFF_BASE_SHA: 'main',
      };
      const run = project.job(name, variables, '--no-needs');
      assert.equal(run.code, 0, run.all);
      const asserted = execFileSync('sh', [name.replace('component-', '.ci/assert-'), 'go-pgo-report'],
        { cwd: project.folder, encoding: 'utf8' });
      assert.match(asserted, /did what it should/);
      project.remove('go-pgo-report');
    }
  });

  test('asserts on what the component collect kept', () => {
    const run = project.job('component-collect', { ...ways.push, ...withToken }, '--no-needs');
    assert.equal(run.code, 0, run.all);
    const asserted = execFileSync('sh', ['.ci/assert-collect', 'build/store', 'go-pgo-collect-report'],
      { cwd: project.folder, encoding: 'utf8' });
    assert.match(asserted, /did what it should/);
    project.remove('build');
    project.remove('go-pgo-collect-report');
  });

  test('asserts on what the component fan-out handed over', () => {
    const run = project.job('component-fan-out', { ...ways.push, ...withToken, CI_PIPELINE_ID: '4711' }, '--no-needs');
    assert.equal(run.code, 0, run.all);
    const asserted = execFileSync('sh', ['.ci/assert-fan-out', 'go-pgo-collected'],
      { cwd: project.folder, encoding: 'utf8' });
    assert.match(asserted, /did what it should/);
    project.remove('go-pgo-collected');
  });

  test('holds a tag against what is written down', () => {
    project.write({
      'pom.xml': project.read('pom.xml').replace(/^ {2}<version>.*/m, '  <version>0.1.0</version>'),
      'CHANGELOG.md': '# Changelog\n\n## 0.1.0\n',
    });
    const check = tag => execFileSync('sh', ['.ci/release-check', tag], { cwd: project.folder, stdio: 'pipe' });
    check('0.1.0');
    assert.throws(() => check('0.2.0'), /templates\/check\.yml.*templates\/collect\.yml.*templates\/fan-out\.yml.*templates\/refresh\.yml.*pom\.xml.*CHANGELOG\.md/s);
  });
});
