// A project that includes a component: a git repository with a remote, in which gitlab-ci-local says which
// jobs a pipeline has, what they look like, and runs them.
import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import Ajv from 'ajv';
import YAML from 'yaml';

const root = process.env.PROJECT_ROOT;
const work = process.env.WORK;
const host = 'gitlab.example.com';

const schema = JSON.parse(
  fs.readFileSync(path.join(root, 'src/test/resources/gitlab-ci-schema.json')));
// The components' project is fetched from the folder beside the consumers.
const offline = {
  FORCE_COLOR: '0',
  GIT_CONFIG_COUNT: '1',
  GIT_CONFIG_KEY_0: `url.file://${work}/consumers/components/.git.insteadOf`,
  GIT_CONFIG_VALUE_0: `ssh://git@${host}:22/go-pgo/go-pgo.git`,
};

const valid = new Ajv({ strict: false, allErrors: true, validateFormats: false, logger: false })
  .compile(schema);

/// What GitLab's schema says against a pipeline, if anything.
export function refusals(pipeline) {
  const copy = structuredClone(pipeline);
  for (const job of Object.values(copy)) {
    // GitLab takes an empty list; its editor's schema wants a tag in it.
    if (job && Array.isArray(job.tags) && job.tags.length === 0) delete job.tags;
  }
  return valid(copy) ? [] : valid.errors.map(error => `${error.instancePath} ${error.message}`);
}

/// The ways in which a pipeline starts, as GitLab's variables tell them.
export const ways = {
  schedule: { CI_PIPELINE_SOURCE: 'schedule' },
  refreshSchedule: { CI_PIPELINE_SOURCE: 'schedule', GO_PGO_REFRESH: 'weekly' },
  trigger: { CI_PIPELINE_SOURCE: 'trigger' },
  refreshTrigger: { CI_PIPELINE_SOURCE: 'trigger', GO_PGO_REFRESH: '1' },
  web: { CI_PIPELINE_SOURCE: 'web' },
  push: { CI_PIPELINE_SOURCE: 'push', GO_PGO_REFRESH: '1' },
  mergeRequest: { CI_PIPELINE_SOURCE: 'merge_request_event', GO_PGO_REFRESH: '1' },
};

export class Consumer {
  /// @param project its path on a GitLab
  /// @param files by path
  /// @param name of its folder, where several are one project
  constructor(project, files, name = project) {
    this.folder = path.join(work, 'consumers', name);
    fs.rmSync(this.folder, { recursive: true, force: true });
    fs.mkdirSync(this.folder, { recursive: true });
    this.git('init', '-q', '-b', 'main');
    this.git('remote', 'add', 'origin', `git@${host}:${project}.git`);
    this.write(files);
  }

  git(...words) {
    return execFileSync('git', ['-c', 'user.name=Alice', '-c', 'user.email=alice@example.com', ...words],
      { cwd: this.folder, encoding: 'utf8' }).trim();
  }

  /// Writes and commits; gitlab-ci-local sees tracked files only.
  ///
  /// @param merged whether the default branch on the GitLab has it
  write(files, merged = true) {
    for (const [name, content] of Object.entries(files)) {
      const file = path.join(this.folder, name);
      fs.mkdirSync(path.dirname(file), { recursive: true });
      fs.writeFileSync(file, content);
    }
    this.git('add', '--all');
    this.git('commit', '-q', '--allow-empty', '-m', 'Change');
    if (!merged) return;
    this.git('update-ref', 'refs/remotes/origin/main', 'main');
    this.git('symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/main');
  }

  /// Runs gitlab-ci-local.
  ///
  /// @param variables of the pipeline
  run(variables, ...words) {
    const set = Object.entries(variables).flatMap(([name, value]) => ['--variable', `${name}=${value}`]);
    const result = spawnSync('gitlab-ci-local', [
      '--ignore-schema-paths', '#/definitions/tags/minItems',
      '--ignore-predefined-vars', Object.keys(variables).filter(name => name.startsWith('CI_')).join(','),
      ...set, ...words,
    ], { cwd: this.folder, encoding: 'utf8', env: { ...process.env, ...offline } });
    return { code: result.status, out: result.stdout, err: result.stderr, all: result.stdout + result.stderr };
  }

  /// The pipeline with its includes, as an object.
  preview(variables = ways.web) {
    const run = this.run(variables, '--preview');
    if (run.code !== 0) throw new Error(run.all);
    return YAML.parse(run.out);
  }

  /// When each job runs, by its name; a job that isn't in the pipeline is not there.
  when(variables) {
    const run = this.run(variables, '--list-json');
    if (run.code !== 0) throw new Error(run.all);
    return Object.fromEntries(
      JSON.parse(run.out).filter(job => job.when !== 'never').map(job => [job.name, job]));
  }

  /// Runs a job in this very folder's copy, by the shell.
  job(name, variables, ...words) {
    return this.run(variables, '--force-shell-executor', '--artifacts-to-source', ...words, name);
  }

  read(name) {
    return fs.readFileSync(path.join(this.folder, name), 'utf8');
  }

  has(name) {
    return fs.existsSync(path.join(this.folder, name));
  }

  remove(name) {
    fs.rmSync(path.join(this.folder, name), { recursive: true, force: true });
  }
}

/// The files of the project itself that its pipeline and the components consist of, or all that are
/// tracked and match.
export function own(...patterns) {
  const names = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', ...patterns],
    { cwd: root, encoding: 'utf8' }).trim().split('\n');
  return Object.fromEntries(names.map(name => [name, fs.readFileSync(path.join(root, name))]));
}

/// The component's project with a version, as a GitLab has it.
const version = '0.1.0';
const components = new Consumer('go-pgo/go-pgo', own('templates'), 'components');
components.git('tag', version);

/// A project that includes a version of a component.
export function including(project, component, inputs, files = {}, name = project) {
  return new Consumer(project, {
    '.gitlab-ci.yml': YAML.stringify({
      include: [{ component: `$CI_SERVER_FQDN/go-pgo/go-pgo/${component}@${version}`, inputs }],
    }),
    ...files,
  }, name);
}
