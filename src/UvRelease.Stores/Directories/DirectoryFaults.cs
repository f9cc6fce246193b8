using UvRelease.Posix;
using UvRelease.Releases;

namespace UvRelease.Stores.Directories;

/// <summary>What went wrong with a file, as a sentence that says how to mend it.</summary>
internal static class DirectoryFaults
{
    // errno(3)
    private const int NoSpace = 28, ReadOnly = 30, QuotaExceeded = 122, NotADirectory = 20, NameTooLong = 36, OtherFileSystem = 18;

    public static ReleaseException Explain(string root, StoreKey? key, Exception error)
    {
        string where = key is null ? $"The store '{root}'" : $"'{key}' in the store '{root}'";
        (Fault fault, string sentence) = error switch
        {
            UnauthorizedAccessException =>
                (Fault.Environment, $"{where} can't be read or written: no permission. Give the user that runs this step read and write access to the folder."),
            { HResult: NoSpace } =>
                (Fault.Environment, $"{where} can't be written: the disk is full. Free some space and run the step again."),
            { HResult: QuotaExceeded } =>
                (Fault.Environment, $"{where} can't be written: the disk quota is used up. Free some space and run the step again."),
            { HResult: ReadOnly } =>
                (Fault.Environment, $"{where} can't be written: the file system is read-only. Mount it writable or choose another folder."),
            { HResult: OtherFileSystem } =>
                (Fault.Environment,
                    $"{where} can't be written: one of its folders is on another file system than the store. Mount the store's folder as a whole."),
            NoRegularFileException => (Fault.Input, $"{where} can't be read or written: {error.Message}"),
            { HResult: NotADirectory or NameTooLong } => (Fault.Input, $"{where} can't be kept by a file system: {error.Message} Choose another name."),
            _ => (Fault.Environment, $"{where} can't be read or written: {error.Message}"),
        };
        return new ReleaseException(fault, sentence, error);
    }
}
