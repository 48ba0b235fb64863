using Jint.Parser.Ast;
using Ast = Jint.Parser.Ast.Expression;

namespace GrantFlow.Workflows.Expressions;

/// <summary>
/// Rewrites a script so that nothing in it runs unwatched: every loop's and function's body begins with a check of the
/// limits, and every addition, by which texts grow, goes through one.
/// </summary>
static class ScriptGuard
{
    // No script can spell these names.
    public const string Tick = "\0tick";
    public const string Add = "\0add";
    public const string AddTo = "\0addTo";

    const int MaxDepth = 120;

    /// <exception cref="FormatException">The script is nested too deeply.</exception>
    public static Jint.Parser.Ast.Program Guard(Jint.Parser.Ast.Program program)
    {
        program.Body = Statements(program.Body, 0);
        return program;
    }

    static List<Statement> Statements(IEnumerable<Statement> body, int depth) => [.. body.Select(s => Guard(s, depth + 1)!)];

    static Statement? Guard(Statement? statement, int depth)
    {
        if (depth > MaxDepth) throw new FormatException("The script is nested too deeply.");
        switch (statement)
        {
            case BlockStatement s: s.Body = Statements(s.Body, depth); break;
            case CatchClause s: Guard(s.Body, depth + 1); break;
            case ExpressionStatement s: s.Expression = Guard(s.Expression, depth); break;
            case IfStatement s:
                s.Test = Guard(s.Test, depth);
                s.Consequent = Guard(s.Consequent, depth + 1);
                s.Alternate = Guard(s.Alternate, depth + 1);
                break;
            case DoWhileStatement s: (s.Test, s.Body) = (Guard(s.Test, depth), Watched(s.Body, depth)); break;
            case WhileStatement s: (s.Test, s.Body) = (Guard(s.Test, depth), Watched(s.Body, depth)); break;
            case ForInStatement s: (s.Left, s.Right, s.Body) = (Guard(s.Left, depth), Guard(s.Right, depth), Watched(s.Body, depth)); break;
            case ForStatement s:
                (s.Init, s.Test, s.Update) = (Guard(s.Init, depth), Guard(s.Test, depth), Guard(s.Update, depth));
                s.Body = Watched(s.Body, depth);
                break;
            case FunctionDeclaration s: s.Body = Watched(s.Body, depth); break;
            case LabelledStatement s: s.Body = Guard(s.Body, depth + 1); break;
            case ReturnStatement s: s.Argument = Guard(s.Argument, depth); break;
            case ThrowStatement s: s.Argument = Guard(s.Argument, depth); break;
            case SwitchStatement s:
                s.Discriminant = Guard(s.Discriminant, depth);
                foreach (var c in s.Cases ?? []) (c.Test, c.Consequent) = (Guard(c.Test, depth), Statements(c.Consequent, depth));
                break;
            case TryStatement s:
                s.Block = Guard(s.Block, depth + 1);
                foreach (var handler in s.Handlers ?? []) Guard(handler, depth + 1);
                s.Finalizer = Guard(s.Finalizer, depth + 1);
                break;
            case VariableDeclaration s:
                foreach (var d in s.Declarations) d.Init = Guard(d.Init, depth);
                break;
            case WithStatement s: (s.Object, s.Body) = (Guard(s.Object, depth), Guard(s.Body, depth + 1)); break;
            default: break;
        }

        return statement;
    }

    static SyntaxNode? Guard(SyntaxNode? node, int depth) => node switch
    {
        Ast e => Guard(e, depth),
        Statement s => Guard(s, depth),
        _ => node,
    };

    static Ast? Guard(Ast? expression, int depth)
    {
        if (++depth > MaxDepth) throw new FormatException("The script is nested too deeply.");
        switch (expression)
        {
            case BinaryExpression { Operator: BinaryOperator.Plus } e: return Sum(e, depth);
            case AssignmentExpression { Operator: AssignmentOperator.PlusAssign } e: return SumTo(e, depth);
            case BinaryExpression e: (e.Left, e.Right) = (Guard(e.Left, depth), Guard(e.Right, depth)); break;
            case LogicalExpression e: (e.Left, e.Right) = (Guard(e.Left, depth), Guard(e.Right, depth)); break;
            case AssignmentExpression e: (e.Left, e.Right) = (Guard(e.Left, depth), Guard(e.Right, depth)); break;
            case ConditionalExpression e:
                (e.Test, e.Consequent, e.Alternate) = (Guard(e.Test, depth), Guard(e.Consequent, depth), Guard(e.Alternate, depth));
                break;
            case UnaryExpression e: e.Argument = Guard(e.Argument, depth); break;
            case SequenceExpression e: e.Expressions = Guard(e.Expressions, depth); break;
            case NewExpression e: (e.Callee, e.Arguments) = (Guard(e.Callee, depth), Guard(e.Arguments, depth)); break;
            case ArrayExpression e: e.Elements = Guard(e.Elements, depth); break;
            case FunctionExpression e: e.Body = Watched(e.Body, depth); break;
            case MemberExpression e:
                e.Object = Guard(e.Object, depth);
                if (e.Computed) e.Property = Guard(e.Property, depth);
                break;
            case CallExpression e:
                (e.Callee, e.Arguments) = (Guard(e.Callee, depth), Guard(e.Arguments, depth));
                // The tree is shared between engines, so that nothing of one may stay in it.
                e.CanBeCached = false;
                break;
            case ObjectExpression e:
                foreach (var p in e.Properties) p.Value = Guard(p.Value, depth);
                break;
            default: break;
        }

        return expression;
    }

    static List<Ast> Guard(IEnumerable<Ast> list, int depth) => [.. list.Select(e => Guard(e, depth)!)];

    static BlockStatement Watched(Statement body, int depth)
    {
        var tick = At(new ExpressionStatement { Type = SyntaxNodes.ExpressionStatement, Expression = Call(Tick, [], body) }, body);
        List<Statement> statements = body is BlockStatement block ? [tick, .. Statements(block.Body, depth)] : [tick, Guard(body, depth + 1)!];
        return At(new BlockStatement { Type = SyntaxNodes.BlockStatement, Body = statements }, body);
    }

    /// <summary>A chain of additions becomes one call, however long it is.</summary>
    static CallExpression Sum(BinaryExpression sum, int depth)
    {
        var terms = new List<Ast>();
        Ast left = sum;
        while (left is BinaryExpression { Operator: BinaryOperator.Plus } plus)
        {
            terms.Add(Guard(plus.Right, depth)!);
            left = plus.Left;
        }

        terms.Add(Guard(left, depth)!);
        terms.Reverse();
        return Call(Add, terms, sum);
    }

    static Ast SumTo(AssignmentExpression sum, int depth)
    {
        var right = Guard(sum.Right, depth)!;
        if (sum.Left is not MemberExpression member)
        {
            sum.Operator = AssignmentOperator.Assign;
            sum.Right = Call(Add, [sum.Left, right], sum);
            return sum;
        }

        var key = member.Computed ? Guard(member.Property, depth)!
            : At(new Literal { Type = SyntaxNodes.Literal, Value = ((Identifier)member.Property).Name }, member);
        return Call(AddTo, [Guard(member.Object, depth)!, key, right], sum);
    }

    static CallExpression Call(string name, List<Ast> arguments, SyntaxNode at) => At(
        new CallExpression
        {
            Type = SyntaxNodes.CallExpression,
            Callee = At(new Identifier { Type = SyntaxNodes.Identifier, Name = name }, at),
            Arguments = arguments,
            CanBeCached = false,
        },
        at);

    static T At<T>(T node, SyntaxNode at)
        where T : SyntaxNode
    {
        (node.Range, node.Location) = (at.Range, at.Location);
        return node;
    }
}
