namespace UvRelease.Crashes.Symbols.Breakpad;

/// <summary>
/// The inlined calls of one function: ranges within ranges. A range that cuts another is dropped, and one that equals another is within it, as in Breakpad.
/// </summary>
internal sealed class InlineTree
{
    // No compiler inlines so much into one function. Behind it a file could be made to take minutes.
    private const int MostRanges = 32 * 1024;

    private readonly List<Node> nodes = [];
    private readonly List<int> roots = [];

    /// <summary>Adds a range, the last address included.</summary>
    public bool Add(uint start, uint high, int origin, int callLine, int callFile)
    {
        if (nodes.Count >= MostRanges)
            return false;
        List<int> siblings = roots;
        while (true)
        {
            int low = Lower(siblings, start), top = Lower(siblings, high);
            if (low == top && low < siblings.Count && start >= nodes[siblings[low]].Start)
            {
                siblings = nodes[siblings[low]].Children;
                continue;
            }

            bool touches = top < siblings.Count && high >= nodes[siblings[top]].Start;
            if ((low < siblings.Count && start > nodes[siblings[low]].Start) || (touches && high < nodes[siblings[top]].High))
                return false;
            int end = touches ? top + 1 : top;
            var node = new Node(start, high, origin, callLine, callFile);
            node.Children.AddRange(siblings.GetRange(low, end - low));
            siblings.RemoveRange(low, end - low);
            siblings.Insert(low, nodes.Count);
            nodes.Add(node);
            return true;
        }
    }

    /// <summary>Moves what was added into tables and forgets it.</summary>
    /// <param name="first">First address of the function; nothing below is kept.</param>
    /// <param name="last">Last address of the function.</param>
    /// <param name="segments">Gets the code of each call.</param>
    /// <param name="rows">Gets the calls, outer ones first.</param>
    public void Flatten(uint first, uint last, List<InlineSegment> segments, List<InlineNode> rows)
    {
        if (nodes.Count == 0)
            return;
        var waiting = new Stack<(int Node, int Parent)>();
        var open = new Stack<(uint High, int Row)>();
        ulong cursor = 0;
        void Emit(ulong end, int row)
        {
            ulong from = Math.Max(cursor, first), to = Math.Min(end, last);
            if (from <= to)
                segments.Add(new InlineSegment((uint)from, (uint)to, row));
            cursor = end + 1;
        }

        Push(roots, -1);
        while (waiting.TryPop(out (int Node, int Parent) next))
        {
            Node node = nodes[next.Node];
            while (open.TryPeek(out (uint High, int Row) top) && top.High < node.Start)
                Emit(open.Pop().High, top.Row);
            if (open.TryPeek(out (uint High, int Row) around) && cursor < node.Start)
                Emit(node.Start - 1UL, around.Row);
            cursor = node.Start;
            rows.Add(new InlineNode(next.Parent, node.Start, node.Origin, node.CallLine, node.CallFile));
            open.Push((node.High, rows.Count - 1));
            Push(node.Children, rows.Count - 1);
        }

        while (open.TryPop(out (uint High, int Row) top))
            Emit(top.High, top.Row);
        nodes.Clear();
        roots.Clear();

        void Push(List<int> children, int parent)
        {
            for (int child = children.Count - 1; child >= 0; child--)
                waiting.Push((children[child], parent));
        }
    }

    // The first whose last address is not below.
    private int Lower(List<int> siblings, uint address)
    {
        int low = 0, high = siblings.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (nodes[siblings[middle]].High < address)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    private sealed record Node(uint Start, uint High, int Origin, int CallLine, int CallFile)
    {
        public List<int> Children { get; } = [];
    }
}
