import type { ShownNode, ShownPlan } from './shown-plan.js';

/** The lines of a plan as `EXPLAIN (COSTS OFF)` prints them: explain.c, ExplainNode. */
export function printTextPlan({ root, planningTime, executionTime }: ShownPlan): readonly string[] {
  const lines: string[] = [];
  printNode(root, 0, lines);
  if (planningTime !== null) lines.push(`Planning Time: ${planningTime.toFixed(3)} ms`);
  if (executionTime !== null) lines.push(`Execution Time: ${executionTime.toFixed(3)} ms`);
  return lines;
}

function printNode(node: ShownNode, depth: number, lines: string[]): void {
  const subplan = textOf(node, 'Subplan Name');
  let indent = depth;
  if (subplan !== '') {
    lines.push(`${'  '.repeat(indent)}${subplan}`);
    indent += 1;
  }
  lines.push(`${'  '.repeat(indent)}${indent === 0 ? '' : '->  '}${headOf(node)}`);
  for (const child of node.children) printNode(child, indent + (indent === 0 ? 1 : 3), lines);
}

function headOf(node: ShownNode): string {
  const parallel = node.members.get('Parallel Aware') === true ? 'Parallel ' : '';
  return `${parallel}${stepOf(node)}${usedOf(node)}${placeOf(node)}`;
}

function stepOf(node: ShownNode): string {
  const type = textOf(node, 'Node Type');
  const join = textOf(node, 'Join Type');
  if (join !== '' && join !== 'Inner') {
    return `${type === 'Nested Loop' ? type : type.replace(/ Join$/, '')} ${join} Join`;
  }
  if (type === 'Aggregate') return `${partOf(node)}${aggregates[textOf(node, 'Strategy')] ?? type}`;
  if (type === 'SetOp') {
    const hashed = textOf(node, 'Strategy') === 'Hashed' ? 'HashSetOp' : type;
    return `${hashed} ${textOf(node, 'Command')}`.trimEnd();
  }
  return type === 'ModifyTable' ? textOf(node, 'Operation') || type : type;
}

const aggregates: Readonly<Record<string, string>> = {
  Sorted: 'GroupAggregate',
  Hashed: 'HashAggregate',
  Mixed: 'MixedAggregate',
};

function partOf(node: ShownNode): string {
  const part = textOf(node, 'Partial Mode');
  return part === 'Partial' ? 'Partial ' : part === 'Finalize' ? 'Finalize ' : '';
}

function usedOf(node: ShownNode): string {
  const index = textOf(node, 'Index Name');
  if (textOf(node, 'Node Type') === 'Bitmap Index Scan') return index === '' ? '' : ` on ${index}`;
  const backward = textOf(node, 'Scan Direction') === 'Backward' ? ' Backward' : '';
  return index === '' ? backward : `${backward} using ${index}`;
}

function placeOf(node: ShownNode): string {
  const alias = textOf(node, 'Alias');
  const name = textOf(node, 'Relation Name') || textOf(node, 'CTE Name') || textOf(node, 'Function Name');
  if (name === '') return alias === '' ? '' : ` on ${alias}`;
  return alias === '' || alias === name ? ` on ${name}` : ` on ${name} ${alias}`;
}

function textOf({ members }: ShownNode, member: string): string {
  const value = members.get(member);
  return typeof value === 'string' ? value : '';
}
