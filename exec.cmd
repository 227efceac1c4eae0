:: npm scripts begin with "exec", so that a signal sent to npm reaches Node and not a shell that drops it.
:: cmd.exe has no such word and finds this file instead.
@%*
