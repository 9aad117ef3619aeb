// Runs a rendered job in its image as GitLab's runner with containers does: what the job says of its image,
// script, variables and artifacts is all that it knows of it.
import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';

const builds = path.join(process.env.WORK, 'builds');

/// The shell that a runner looks for in an image, so that it runs what comes on its standard input.
const shell = ['/usr/local/bin/bash', '/usr/bin/bash', '/bin/bash', '/usr/local/bin/sh', '/usr/bin/sh', '/bin/sh']
  .map((name, i) => `${i ? 'elif' : 'if'} [ -x ${name} ]; then exec ${name}; `)
  .join('') + 'else echo shell not found; exit 1; fi';

const quoted = words => `'${words.replaceAll("'", "'\\''")}'`;

let count = 0;

/// @param job as GitLab renders it
/// @param project whose checkout the job gets, fresh each time
/// @param variables of the project, the schedule and GitLab: they win over the job's own
/// @param idToken gives an ID token for an audience
export async function run(job, project, variables, idToken) {
  count += 1;
  const folder = path.join(builds, String(count));
  const inside = `/builds/${variables.CI_PROJECT_PATH}`;
  const checkout = path.join(folder, variables.CI_PROJECT_PATH);
  execFileSync('git', ['clone', '-q', project.folder, checkout]);
  const environment = { CI: 'true', GITLAB_CI: 'true', CI_PROJECT_DIR: inside, ...job.variables, ...variables };
  const secrets = [];
  for (const [name, { aud }] of Object.entries(job.id_tokens ?? {})) {
    environment[name] = variables[name] ?? await idToken(aud);
    secrets.push(environment[name]);
  }
  // A variable of the type "file" is a file beside the checkout, and the variable says where.
  if (environment.CI_SERVER_TLS_CA_FILE) {
    fs.mkdirSync(`${checkout}.tmp`);
    fs.copyFileSync(environment.CI_SERVER_TLS_CA_FILE, `${checkout}.tmp/CI_SERVER_TLS_CA_FILE`);
    environment.CI_SERVER_TLS_CA_FILE = `${inside}.tmp/CI_SERVER_TLS_CA_FILE`;
  }
  execFileSync('chmod', ['-R', 'a+rwX', folder]);

  const { name: image, entrypoint } = job.image;
  const container = spawn('podman', [
    'run', '-i', '--rm', ...(entrypoint ? ['--entrypoint', entrypoint.join(' ')] : []),
    '--user', '12345:0', '--read-only', '--read-only-tmpfs=false', '--tmpfs', '/tmp',
    '--memory', '512m', '--memory-swap', '512m', '-v', `${folder}:/builds`,
    ...Object.entries(environment).flatMap(([key, value]) => ['-e', `${key}=${value}`]),
    image, 'sh', '-c', shell,
  ]);
  container.stdin.end([
    'unset HOME',
    'if set -o | grep pipefail > /dev/null; then set -o pipefail; fi; set -o errexit; set +o noclobber',
    `: | eval ${quoted(['cd "$CI_PROJECT_DIR"', ...job.script].join('\n'))}`,
    'exit 0',
    '',
  ].join('\n'));
  const ended = new Promise((resolve, reject) => container.on('error', reject).on('close', resolve));
  const [out, err, code] = await Promise.all([text(container.stdout), text(container.stderr), ended]);
  const log = out + err;
  const { paths, reports } = job.artifacts;
  return {
    code,
    log,
    read: name => fs.readFileSync(path.join(checkout, name), 'utf8'),
    /// The artifacts that the job names and that aren't there.
    missing: [...paths, ...Object.values(reports)].filter(name => !fs.existsSync(path.join(checkout, name))),
    /// Where a secret stands: in the log or a file, the checkout's own repository included.
    places: (...more) => {
      const files = fs.readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter(entry => entry.isFile()).map(entry => path.join(entry.parentPath, entry.name));
      const all = [['the log', log], ...files.map(file => [file, fs.readFileSync(file, 'latin1')])];
      return all.filter(([, content]) => [...secrets, ...more].some(secret => content.includes(secret)))
        .map(([place]) => place);
    },
  };
}
