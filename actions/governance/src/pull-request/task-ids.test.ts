import {describe, expect, test} from '@jest/globals';
import {inLinearTime} from '#testkit';
import {fieldsIn, taskIdsIn} from './task-ids.ts';

describe('taskIdsIn', () => {
  test.each([
    ['TASK-1: x', ['TASK-1']], ['codex/task-12-slug', ['TASK-12']], [
      'TASK-1, task-1 and Task-2', ['TASK-1', 'TASK-2'],
    ], ['MULTITASK-1', []], ['TASK-', []], ['TASK_1', []], ['TASK-1234567890123', []], ['x_TASK-1', []], ['(TASK-7)', ['TASK-7']],
  ])('%j', (text, ids) => expect(taskIdsIn(text, 'TASK-')).toEqual(ids));
  test('a prefix is no pattern', () => expect(taskIdsIn('A.B-1 AxB-2 a.b-3', 'A.B-')).toEqual(['A.B-1', 'A.B-3']));
});

describe('fieldsIn', () => {
  test.each([
    ['Primary-Task: TASK-1', ['TASK-1']],
    ['a\r\nprimary-task : TASK-1\r\nb', ['TASK-1']],
    ['- **Primary-Task:** `TASK-1`', ['TASK-1']],
    ['a\\nPrimary-Task: TASK-1\\nb', ['TASK-1']],
    ['Primary-Task: TASK-1\nPrimary-Task: TASK-1', ['TASK-1']],
    ['Primary-Task: TASK-1\nPrimary-Task: TASK-2', ['TASK-1', 'TASK-2']],
    ['<!-- Primary-Task: TASK-9 -->\nPrimary-Task: TASK-1', ['TASK-1']],
    ['<!-- Primary-Task: TASK-9', []],
    ['Primary-Task:', ['']],
    ['a\\r\\nPrimary-Task: TASK-1\\r\\nb', ['TASK-1']],
    ['  Primary-Task:TASK-1\t\r\n', ['TASK-1']],
    ['<!-- a -->Primary-Task: TASK-1 --> b', ['TASK-1 --> b']],
    ['Primary-Task!', []],
    ['See Primary-Task: TASK-1', []],
    ['', []],
  ])('%j', (body, values) => expect(fieldsIn(body, 'Primary-Task')).toEqual(values));

  test.each(['<!-- -->\\n', 'Primary-Task:'])('is linear over %s', piece => inLinearTime(50_000, size => piece.repeat(size), body => fieldsIn(body, 'Primary-Task')));
});
