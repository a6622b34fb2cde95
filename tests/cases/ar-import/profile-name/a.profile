Doc = %Doc
