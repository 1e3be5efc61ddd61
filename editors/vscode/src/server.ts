import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import * as path from 'node:path';
import * as vscode from 'vscode';

/** The setting that names the server, below `httpStatus`. */
export const PATH_SETTING = 'server.path';

/** The name of the program. */
const PROGRAM = process.platform === 'win32' ? 'http-status-lsp.exe' : 'http-status-lsp';

/** A server that can be started. */
export interface FoundServer {
  path: string;
  /** Why it is this one, for the log and for bug reports. */
  origin: 'setting' | 'bundled' | 'PATH';
}

/** Says where a server was looked for and what was found instead. */
export class NoServer extends Error {}

/** The server of the setting, else the one in the extension, else the first on the `PATH`. */
export async function findServer(extension: vscode.Uri): Promise<FoundServer> {
  const wanted = vscode.workspace.getConfiguration('httpStatus').get<string | null>(PATH_SETTING)?.trim();
  if (wanted) {
    return { path: await fromSetting(wanted), origin: 'setting' };
  }
  const bundled = vscode.Uri.joinPath(extension, 'server', PROGRAM).fsPath;
  if (await isProgram(bundled)) {
    return { path: bundled, origin: 'bundled' };
  }
  const onPath = await fromPath(PROGRAM);
  if (onPath) {
    return { path: onPath, origin: 'PATH' };
  }
  throw new NoServer(
    `This build of the extension has no server in it, and there is no ${PROGRAM} on the PATH. ` +
      'Install the server, or say where it is in the setting httpStatus.server.path.',
  );
}

/** A path that is set is meant, so nothing else is tried when it leads nowhere. */
async function fromSetting(wanted: string): Promise<string> {
  const expanded = expand(wanted);
  if (!path.isAbsolute(expanded)) {
    throw new NoServer(
      `The setting httpStatus.server.path is "${wanted}". It has to be a full path, or begin with ~ or \${workspaceFolder}.`,
    );
  }
  if (!(await isProgram(expanded))) {
    throw new NoServer(`The setting httpStatus.server.path is "${wanted}", and there is no program that can be run.`);
  }
  return expanded;
}

/** Puts in the home directory and the first folder of the workspace. */
function expand(wanted: string): string {
  const home = wanted.replace(/^~(?=$|[\\/])/, () => homedir());
  return home.replace('${workspaceFolder}', (variable) => {
    const folder = vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file');
    return folder ? folder.uri.fsPath : variable;
  });
}

/** Entries of the `PATH` that are not absolute are left out: they would be looked up in the folder that is open. */
async function fromPath(program: string): Promise<string | undefined> {
  for (const folder of (process.env['PATH'] ?? '').split(path.delimiter)) {
    const candidate = path.join(folder, program);
    if (path.isAbsolute(folder) && (await isProgram(candidate))) {
      return candidate;
    }
  }
  return undefined;
}

async function isProgram(candidate: string): Promise<boolean> {
  try {
    await access(candidate, constants.X_OK);
    return (await stat(candidate)).isFile();
  } catch {
    return false;
  }
}
