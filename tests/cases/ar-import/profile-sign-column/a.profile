sign-column %Cur plus S
