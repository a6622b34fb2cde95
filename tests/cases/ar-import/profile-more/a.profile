trim yes please
