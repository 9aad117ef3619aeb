// A stand-in of the Java tests as a program of its own, outside of the container. It ends when its input
// does: with this process, however that ends.
import { spawn } from 'node:child_process';
import readline from 'node:readline';

export class StandIn {
  /// @param program its class, below the package `testing`
  /// @param last the name of the last thing that it tells of itself
  static async start(program, words, last) {
    const standIn = new StandIn(program, words);
    standIn.told = {};
    while (!(last in standIn.told)) {
      const [, name, value] = (await standIn.#line()).match(/^(\w+)=(.*)$/);
      standIn.told[name] = value;
    }
    return standIn;
  }

  #program;
  #process;
  #lines;
  #asked = Promise.resolve();

  constructor(program, words) {
    this.#program = program;
    this.#process = spawn(
      process.env.JAVA,
      ['-cp', process.env.CLASSPATH, `io.gitlab.gopgo.testing.${program}`, ...words],
      { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#lines = readline.createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]();
  }

  async #line() {
    const { value, done } = await this.#lines.next();
    if (done) throw new Error(`${this.#program} ended`);
    return value;
  }

  /// Says a line to it, when everything that was asked before is answered.
  ///
  /// @returns the lines of its answer
  ask(...words) {
    this.#asked = this.#asked.then(() => this.#answer(words));
    return this.#asked;
  }

  async #answer(words) {
    this.#process.stdin.write(`${words.join(' ')}\n`);
    const answer = [];
    for (let line = await this.#line(); line !== '.'; line = await this.#line()) answer.push(line);
    return answer;
  }

  end() {
    this.#process.stdin.end();
  }
}
