export {builtFiles, evidenceFiles, type FakeEvidence} from './folders.ts';
export {context, run} from './run.ts';
export {exec, type FakeAnswer, type FakeExec} from './exec.ts';
export {type FakeFile, type FakeFiles, files} from './files.ts';
export {changingGit, commit, type FakeHistory, git} from './git.ts';
export {type FakeJournal, Killed, journal} from './journal.ts';
export {type FakeLedger, ledger} from './ledger.ts';
export {type FakeStore, store} from './store.ts';
