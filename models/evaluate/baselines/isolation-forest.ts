import type { Random } from '@detective/data';

const TREES = 100;
const SAMPLE = 256;
const DEPTH = Math.ceil(Math.log2(SAMPLE));
/** A heap of this many nodes holds a binary tree of that depth. */
const NODES = 2 ** (DEPTH + 1);
const LEAF = -1;

/** One tree as a heap: node n has the children 2n + 1 and 2n + 2. */
interface Tree {
  feature: Int8Array;
  split: Float64Array;
  /** At a leaf: its depth, plus the depth that its points would still have needed. */
  length: Float64Array;
}

/** Mean path length of an unsuccessful search among n points in a binary search tree. */
export function expectedPath(points: number): number {
  if (points <= 1) return 0;
  if (points === 2) return 1;
  return 2 * (Math.log(points - 1) + 0.5772156649015329) - (2 * (points - 1)) / points;
}

/**
 * Isolation forest (Liu, Ting and Zhou 2008): random splits isolate an unusual point early. Scores lie between 0 and 1,
 * and 0.5 is ordinary. The same points and random numbers give the same forest.
 */
export class IsolationForest {
  private readonly trees: Tree[];
  private readonly usualPath: number;

  /** @param points rows of equal length, at least two */
  constructor(points: readonly Float64Array[], random: Random) {
    const size = Math.min(SAMPLE, points.length);
    this.usualPath = expectedPath(size);
    this.trees = Array.from({ length: TREES }, () => {
      const sample = Array.from(
        { length: size },
        () => points[random.integer(points.length)] as Float64Array,
      );
      const tree: Tree = {
        feature: new Int8Array(NODES).fill(LEAF),
        split: new Float64Array(NODES),
        length: new Float64Array(NODES),
      };
      grow(tree, 0, 0, sample, random);
      return tree;
    });
  }

  score(point: Float64Array): number {
    let total = 0;
    for (const tree of this.trees) {
      let node = 0;
      let feature = tree.feature[0] as number;
      while (feature !== LEAF) {
        node = 2 * node + ((point[feature] as number) < (tree.split[node] as number) ? 1 : 2);
        feature = tree.feature[node] as number;
      }
      total += tree.length[node] as number;
    }
    return 2 ** (-total / TREES / this.usualPath);
  }
}

function grow(tree: Tree, node: number, depth: number, points: Float64Array[], random: Random) {
  const choice = depth < DEPTH && points.length > 1 ? chooseSplit(points, random) : undefined;
  if (!choice) {
    tree.length[node] = depth + expectedPath(points.length);
    return;
  }
  const { feature, split } = choice;
  tree.feature[node] = feature;
  tree.split[node] = split;
  const isBelow = (point: Float64Array) => (point[feature] as number) < split;
  grow(tree, 2 * node + 1, depth + 1, points.filter(isBelow), random);
  grow(
    tree,
    2 * node + 2,
    depth + 1,
    points.filter((point) => !isBelow(point)),
    random,
  );
}

/** A random feature that varies among the points, and a random value between its extremes. */
function chooseSplit(points: Float64Array[], random: Random) {
  const count = points[0]?.length ?? 0;
  const first = random.integer(count);
  for (let turn = 0; turn < count; turn += 1) {
    const feature = (first + turn) % count;
    let [least, most] = [Infinity, -Infinity];
    for (const point of points) {
      least = Math.min(least, point[feature] as number);
      most = Math.max(most, point[feature] as number);
    }
    if (most > least) return { feature, split: least + (most - least) * (1 - random.uniform()) };
  }
  return undefined;
}
