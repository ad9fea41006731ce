import { parse } from "svelte/compiler";

/** The fields of the API that hold what a person typed. */
const typedFields = new Set([
  "actorName", "address", "callerName", "comment", "description", "email", "fullName", "givenName", "name", "note",
  "officerName", "organisationName", "phone", "reason", "words",
]);
/** Calls that isolate the texts in their arguments, or that return texts of the catalogue. */
const isolatingCalls = new Set(["t", "eventText", "proofText", "refusalText", "fieldText", "formatMoment"]);
const wrappers = new Set(["$derived", "$state", "untrack"]);

interface Node {
  type: string;
  start: number;
  end: number;
  [key: string]: unknown;
}

/** Returns the expressions in the markup of a component that show such a text without a direction of its own. */
export function unisolatedIn(source: string): string[] {
  const root = parse(source, { modern: true }) as unknown as { fragment: Node; instance: { content: Node } | null };
  const tainted = taintedNames(root.instance?.content);
  const found: string[] = [];
  const visit = (node: Node, isIsolated: boolean): void => {
    if (node.type === "ExpressionTag") {
      if (!isIsolated && isTyped(node.expression as Node, tainted)) found.push(source.slice(node.start, node.end));
      return;
    }
    // Attributes are no text on screen; what a component is given is checked where the component shows it.
    const inside = isIsolated || isIsolating(node);
    for (const [key, value] of Object.entries(node)) {
      if (key !== "attributes") childrenOf(value).forEach((child) => visit(child, inside));
    }
  };
  visit(root.fragment, false);
  return found;
}

function isIsolating(node: Node): boolean {
  if (node.type !== "RegularElement") return false;
  if (node.name === "bdi") return true;
  return childrenOf(node.attributes).some(
    ({ type, name, value }) => type === "Attribute" && name === "dir" && JSON.stringify(value).includes('"auto"'),
  );
}

/** Returns the variables and functions whose value is such a text. */
function taintedNames(script: Node | undefined): Set<string> {
  const tainted = new Set<string>();
  if (script === undefined) return tainted;
  for (let before = -1; before !== tainted.size; ) {
    before = tainted.size;
    walk(script, (node) => {
      const name = nameOf(node.id ?? node.name);
      if (node.type === "VariableDeclarator" && name !== null && isNode(node.init) && isTyped(node.init, tainted)) {
        tainted.add(name);
      }
      if (node.type === "FunctionDeclaration" && name !== null) {
        walk(node.body as Node, (inner) => {
          const isReturn = inner.type === "ReturnStatement" && isNode(inner.argument);
          if (isReturn && isTyped(inner.argument as Node, tainted)) tainted.add(name);
        });
      }
    });
  }
  return tainted;
}

/** Whether the value of an expression is, or contains, such a text. */
function isTyped(node: Node, tainted: ReadonlySet<string>): boolean {
  const any = (...parts: unknown[]) => parts.flatMap(childrenOf).some((part) => isTyped(part, tainted));
  switch (node.type) {
    case "Identifier":
      return tainted.has(node.name as string);
    case "MemberExpression":
      return typedFields.has(nameOf(node.property) ?? "");
    case "ConditionalExpression":
      return any(node.consequent, node.alternate);
    case "LogicalExpression":
      return any(node.left, node.right);
    case "BinaryExpression":
      return node.operator === "+" && any(node.left, node.right);
    case "TemplateLiteral":
      return any(node.expressions);
    case "ArrayExpression":
      return any(node.elements);
    case "ChainExpression":
    case "TSNonNullExpression":
    case "TSAsExpression":
      return any(node.expression);
    case "ArrowFunctionExpression":
      return (node.body as Node).type !== "BlockStatement" && any(node.body);
    case "CallExpression":
      return isTypedCall(node, tainted, any);
    default:
      return false;
  }
}

function isTypedCall(node: Node, tainted: ReadonlySet<string>, any: (...parts: unknown[]) => boolean): boolean {
  const callee = node.callee as Node;
  const name = nameOf(callee);
  if (name !== null && isolatingCalls.has(name)) return false;
  if (name !== null && wrappers.has(name)) return any(node.arguments);
  if (callee.type === "MemberExpression") return any(callee.object) || any(node.arguments);
  return (name !== null && tainted.has(name)) || any(node.arguments);
}

function nameOf(node: unknown): string | null {
  return isNode(node) && node.type === "Identifier" ? (node.name as string) : null;
}

function walk(node: Node, see: (node: Node) => void): void {
  see(node);
  Object.values(node).forEach((value) => childrenOf(value).forEach((child) => walk(child, see)));
}

function childrenOf(value: unknown): Node[] {
  if (Array.isArray(value)) return value.filter(isNode);
  return isNode(value) ? [value] : [];
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && typeof (value as { type?: unknown }).type === "string";
}
